-- Charges all limits of a job and takes all its places, or changes nothing.
-- KEYS: the job, then two for each charge (a rate: its arrival and its charges; places: twice who holds them).
-- ARGV: now in microseconds or '' for the server's own, the job's id, what to note of its charges, how long
-- that is kept in microseconds, then five for each charge: kind, units or how many at once, emission interval or how
-- long a place is held, burst, task.
-- Answers: 'charged' | 'again' | 'held', number of the charge, wait | 'never', number | 'denied', number, wait.
if redis.call('EXISTS', KEYS[1]) == 1 then return {'again'} end

local function whole(number) return string.format('%.0f', number) end

local now = tonumber(ARGV[1])
if now == nil then
    local time = redis.call('TIME')
    now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local job, keep = ARGV[2], tonumber(ARGV[4])
local count = (#KEYS - 1) / 2
local function argument(number, place) return ARGV[4 + (number - 1) * 5 + place] end
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

local before, after, worst, longest = {}, {}, nil, 0
for number = 1, count do
    if argument(number, 1) == 'rate' then
        local units, emission, burst = amount(number, 2), amount(number, 3), amount(number, 4)
        if units > burst then return {'never', number} end
        before[number] = tonumber(redis.call('GET', KEYS[2 * number]) or '0')
        after[number] = before[number]
        if units > 0 then
            after[number] = math.max(before[number], now) + units * emission
            local over = after[number] - now - burst * emission
            if over > longest then worst, longest = number, over end
        end
    end
end
if worst then return {'denied', worst, whole(longest)} end

for number = 1, count do
    local key, charges = KEYS[2 * number], KEYS[2 * number + 1]
    if argument(number, 1) == 'places' then
        local held = amount(number, 3)
        redis.call('ZADD', key, whole(now + held), job)
        redis.call('PEXPIRE', key, whole(math.ceil(held / 1000)))
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
redis.call('HSET', KEYS[1], 'charges', ARGV[3])
redis.call('PEXPIRE', KEYS[1], whole(math.ceil(keep / 1000)))
return {'charged'}
