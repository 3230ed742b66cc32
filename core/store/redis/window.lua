-- One call into a window that slides and a place for it, or neither, and when it is worth asking again.
-- KEYS: the calls of the window, those that are under way, the pause that the provider asked for.
-- ARGV: the call's id, the window's length in microseconds and how many calls it holds (0: any number), how many may be
-- under way (0: any number) and how long a place is held, in microseconds.
-- Answers how many microseconds to wait; 0 where the call is counted.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local call, length, units = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local at_once, held = tonumber(ARGV[4]), tonumber(ARGV[5])
local LOOK = 1000000 -- a place may be given up at any time

local function whole(number) return string.format('%.0f', number) end

local function counted(key) return redis.call('ZSCORE', key, call) end
if counted(KEYS[1]) or counted(KEYS[2]) then return '0' end -- the answer was lost
local pause = redis.call('PTTL', KEYS[3])
if pause > 0 then return whole(pause * 1000) end
if at_once > 0 then
    redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', whole(now))
    if redis.call('ZCARD', KEYS[2]) >= at_once then
        local first = tonumber(redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2])
        return whole(math.max(1, math.min(first - now, LOOK)))
    end
end
if units > 0 then
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', whole(now - length))
    if redis.call('ZCARD', KEYS[1]) >= units then
        local first = tonumber(redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2])
        return whole(math.max(1, first + length - now))
    end
    redis.call('ZADD', KEYS[1], whole(now), call)
    redis.call('PEXPIRE', KEYS[1], whole(math.ceil(length / 1000)))
end
if at_once > 0 then
    redis.call('ZADD', KEYS[2], whole(now + held), call)
    redis.call('PEXPIRE', KEYS[2], whole(math.ceil(held / 1000)))
end
return '0'
