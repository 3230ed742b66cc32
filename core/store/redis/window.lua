-- One call into a window that slides, or how long until there is room.
-- KEYS: the calls of the window. ARGV: its length in microseconds, how many calls it holds, the call's id.
-- Answers how many microseconds to wait; 0 where the call is counted.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local length = tonumber(ARGV[1])

local function whole(number) return string.format('%.0f', number) end

if redis.call('ZSCORE', KEYS[1], ARGV[3]) then return '0' end -- it was counted, and the answer lost
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', whole(now - length))
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
    local first = tonumber(redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2])
    return whole(math.max(1, first + length - now))
end
redis.call('ZADD', KEYS[1], whole(now), ARGV[3])
redis.call('PEXPIRE', KEYS[1], whole(math.ceil(length / 1000)))
return '0'
