-- A job has ended: its estimates become what its calls cost, and its places are free. The first time counts.
-- KEYS: as in admit.lua. ARGV: now in microseconds or '', the job's id, then two for each charge: kind, task.
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end

local function whole(number) return string.format('%.0f', number) end

local now = tonumber(ARGV[1])
if now == nil then
    local time = redis.call('TIME')
    now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local job = ARGV[2]

-- Goes through a key's charges from the job's own on, with their true units.
local function replay(key, charges, actual)
    local entries, arrival = redis.call('LRANGE', charges, 0, -1), nil
    for place, packed in ipairs(entries) do
        local entry = cmsgpack.unpack(packed)
        if entry.job == job and not entry.settled then
            entry.units, entry.settled = actual, true
            arrival = entry.before
        end
        if arrival then
            entry.before = arrival
            if entry.units > 0 then
                arrival = math.max(arrival, entry.at) + entry.units * entry.emission
            end
            redis.call('LSET', charges, place - 1, cmsgpack.pack(entry))
        end
    end
    if not arrival then return end
    if arrival > now then
        redis.call('SET', key, whole(arrival), 'PX', whole(math.ceil((arrival - now) / 1000)))
    else
        redis.call('DEL', key)
    end
    -- Those before the first one that can still change need not be kept.
    local first = redis.call('LINDEX', charges, 0)
    while first and cmsgpack.unpack(first).settled do
        redis.call('LPOP', charges)
        first = redis.call('LINDEX', charges, 0)
    end
end

for number = 1, (#KEYS - 1) / 2 do
    local key, charges = KEYS[2 * number], KEYS[2 * number + 1]
    if ARGV[1 + 2 * number] == 'places' then
        redis.call('ZREM', key, job)
    else
        replay(key, charges, tonumber(redis.call('HGET', KEYS[1], 'spent:' .. ARGV[2 + 2 * number]) or '0'))
    end
end
redis.call('DEL', KEYS[1])
return 1
