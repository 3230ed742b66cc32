-- A job has ended: its estimates become what its calls cost, and its places are free. The first time counts.
-- KEYS: as in admit.lua. ARGV: now in microseconds or '', the job's id, then three for each charge: its kind, what is counted
-- against it (a task, `calls` or `dollars`) and its estimate.
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
    local entries, arrival, same = redis.call('LRANGE', charges, 0, -1), nil, false
    for place, packed in ipairs(entries) do
        local entry = cmsgpack.unpack(packed)
        if entry.job == job and not entry.settled then
            entry.units, entry.settled = actual, true
            arrival = entry.before
        elseif arrival == entry.before then -- from here on all is as it was
            same = true
            break
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
    if same then
        -- What is left is as it was.
    elseif arrival > now then
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

local function spent(counted) return tonumber(redis.call('HGET', KEYS[1], 'spent:' .. counted) or '0') end

for number = 1, (#KEYS - 1) / 2 do
    local key, charges = KEYS[2 * number], KEYS[2 * number + 1]
    local kind, counted, units = ARGV[3 * number], ARGV[3 * number + 1], tonumber(ARGV[3 * number + 2])
    if kind == 'places' then
        redis.call('ZREM', key, job)
    elseif kind == 'rate' then
        replay(key, charges, spent(counted))
    elseif redis.call('HGET', key, 'since') == redis.call('HGET', KEYS[1], 'since:' .. number) then
        redis.call('HINCRBY', key, 'spent', whole(spent(counted) - units))
    end
end
redis.call('DEL', KEYS[1])
return 1
