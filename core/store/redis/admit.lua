-- Charges all limits of a job and takes all its places, or changes nothing.
-- KEYS: the job, then two for each charge (a rate: its arrival and its charges; places: twice who holds them; a
-- budget: twice what is spent of it), then which process has taken the job.
-- ARGV: now in microseconds or '' for the server's own, the job's id, what to note of its charges, how long that is
-- kept in microseconds, the process, how long it has the job in milliseconds, then five for each charge: its kind, and
--   rate: units, emission interval, burst
--   places: how many at once, how long one is held
--   budget: units, amount, when its day or month began and when it ends, in seconds
-- Answers: 'charged' | 'again' | 'taken', by another process | 'held', number of the charge, wait | 'refused', number
-- of the rate that waits longest or 0, its wait or -1 for ever, numbers of the budgets without room.
local process = redis.call('GET', KEYS[#KEYS])
if process and process ~= ARGV[5] then return {'taken'} end
if redis.call('EXISTS', KEYS[1]) == 1 then return {'again'} end

local function whole(number) return string.format('%.0f', number) end

local now = tonumber(ARGV[1])
if now == nil then
    local time = redis.call('TIME')
    now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local job, keep = ARGV[2], tonumber(ARGV[4])
local count = (#KEYS - 2) / 2
local function argument(number, place) return ARGV[6 + (number - 1) * 5 + place] end
local function amount(number, place) return tonumber(argument(number, place)) end

for number = 1, count do
    if argument(number, 1) == 'places' then
        local key = KEYS[2 * number]
        redis.call('ZREMRANGEBYSCORE', key, '-inf', whole(now))
        if redis.call('ZCARD', key) >= amount(number, 2) then
            local first = tonumber(redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2])
            return {'held', number, whole(first - now)}
        end
    end
end

local before, after, windows, worst, longest = {}, {}, {}, 0, 0
for number = 1, count do
    if argument(number, 1) == 'rate' and longest >= 0 then
        local units, emission, burst = amount(number, 2), amount(number, 3), amount(number, 4)
        before[number] = tonumber(redis.call('GET', KEYS[2 * number]) or '0')
        after[number] = before[number]
        if units > burst then
            worst, longest = number, -1
        elseif units > 0 then
            after[number] = math.max(before[number], now) + units * emission
            local over = after[number] - now - burst * emission
            if over > longest then worst, longest = number, over end
        end
    end
end
local refused = {'refused', worst, whole(longest)}
for number = 1, count do
    if argument(number, 1) == 'budget' then
        local spent = 0
        -- A client whose clock is late does not bring the day before back.
        local found = redis.call('HMGET', KEYS[2 * number], 'since', 'until', 'spent')
        windows[number] = {argument(number, 4), argument(number, 5)}
        if found[1] and tonumber(found[1]) >= amount(number, 4) then
            windows[number], spent = {found[1], found[2]}, tonumber(found[3])
        end
        before[number] = spent
        if spent + amount(number, 2) > amount(number, 3) or spent >= amount(number, 3) then
            table.insert(refused, number)
        end
    end
end
if worst > 0 or #refused > 3 then return refused end

for number = 1, count do
    local key, charges = KEYS[2 * number], KEYS[2 * number + 1]
    if argument(number, 1) == 'places' then
        local held = amount(number, 3)
        redis.call('ZADD', key, whole(now + held), job)
        redis.call('PEXPIRE', key, whole(math.ceil(held / 1000)))
    elseif argument(number, 1) == 'budget' then
        local since, over = windows[number][1], windows[number][2]
        redis.call('HSET', key, 'since', since, 'until', over, 'spent', whole(before[number] + amount(number, 2)))
        redis.call('PEXPIRE', key, whole(math.ceil((tonumber(over) * 1000000 - now + keep) / 1000)))
        redis.call('HSET', KEYS[1], 'since:' .. number, since)
    else
        redis.call('RPUSH', charges, cmsgpack.pack({
            job = job, at = now, before = before[number], units = amount(number, 2), emission = amount(number, 3),
        }))
        local full = math.max(0, after[number] - now)
        redis.call('PEXPIRE', charges, whole(math.ceil(math.max(full, keep) / 1000)))
        if full > 0 then
            redis.call('SET', key, whole(after[number]), 'PX', whole(math.ceil(full / 1000)))
        end
    end
end
redis.call('SET', KEYS[#KEYS], ARGV[5], 'PX', ARGV[6])
redis.call('HSET', KEYS[1], 'charges', ARGV[3])
redis.call('PEXPIRE', KEYS[1], whole(math.ceil(keep / 1000)))
return {'charged'}
