package io.tandem.data.queue;

import java.time.Duration;

import io.tandem.data.redis.Keys;

/** Lua of the call queues. KEYS[1] is the queue. ARGV: UUID of its subscriber; Call-ID; seconds after which a call that nobody speaks for has left; seconds
 * of wrap-up; then UUIDs of those who take its calls, behind what a script says of itself. */
final class QueueScript {
    /** So long the next one waits for the one before it to be counted as a call. */
    private static final int SERVING_SECONDS = 3;
    private static final String FUNCTIONS = """
            local COUNTS, FREED = '%s', '%s'
            local queue, state, id, lease, wrap = KEYS[1], '%s' .. ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
            local time = redis.call('TIME')
            local now = time[1] + time[2] / 1000000
            local function moment(field) return tonumber(redis.call('HGET', state, field) or '0') end
            local function keep()
              redis.call('EXPIRE', queue, lease)
              redis.call('EXPIRE', state, lease + math.ceil(wrap) + %d)
            end
            local function leave(call)
              redis.call('LREM', queue, 0, call)
              redis.call('HDEL', state, 'call:' .. call)
            end
            local function prune()
              for _, call in ipairs(redis.call('LRANGE', queue, 0, -1)) do
                if moment('call:' .. call) < now then leave(call) end
              end
            end
            local function position()
              for i, call in ipairs(redis.call('LRANGE', queue, 0, -1)) do
                if call == id then return i end
              end
              return 0
            end
            local function takers(from, each)
              for i = from, #ARGV do each(ARGV[i]) end
            end
            """.formatted(Keys.CALL_COUNTERS, Keys.callQueueFreed(""), Keys.callQueueState(""), SERVING_SECONDS);
    /** Whether one of those who take calls is in none, and has had its wrap-up time. While calls of a group ring its members count in none of them: each such
     * call is going to take one of those that are free. */
    private static final String FREE = """
            local function count(counter) return tonumber(redis.call('HGET', COUNTS, counter) or '0') end
            local function isGroup(from)
              local group = true
              takers(from, function(uuid) group = group and uuid ~= ARGV[1] end)
              return group
            end
            local function ringing() return math.max(0, count('totaluser:' .. ARGV[1]) - count('activeuser:' .. ARGV[1])) end
            local function served() return moment('served') > now - %d end
            local function free(from, note)
              if served() then return false end
              local found = 0
              takers(from, function(uuid)
                if count('totaluser:' .. uuid) > 0 then
                  if note then redis.call('HSET', state, 'busy:' .. uuid, now) end
                elseif now - math.max(moment('busy:' .. uuid), tonumber(redis.call('GET', FREED .. uuid) or '0')) >= wrap then
                  found = found + 1
                end
              end)
              return found > (isGroup(from) and ringing() or 0)
            end
            """.formatted(SERVING_SECONDS);

    /** Answers 1 if a new call has to wait, and 0. Members of a group are told of if they ring, whatever calls they have. */
    static final String TAKEN = FUNCTIONS + FREE + """
            prune()
            if redis.call('LLEN', queue) > 0 then return 1 end
            if isGroup(5) then return (served() or #ARGV - 4 <= ringing()) and 1 or 0 end
            return free(5, false) and 0 or 1
            """;

    /** ARGV[5]: most calls; ARGV[6]: {@link Entry}; whoever takes calls rests if that is not a new one. Answers the place, from 1 on, 0 if the queue
     * is full. */
    static final String JOIN = FUNCTIONS + """
            prune()
            if position() == 0 then
              if ARGV[6] ~= 'NEW' then
                redis.call(ARGV[6] == 'FIRST' and 'LPUSH' or 'RPUSH', queue, id)
                takers(7, function(uuid) redis.call('HSET', state, 'busy:' .. uuid, now) end)
              elseif redis.call('LLEN', queue) < tonumber(ARGV[5]) then
                redis.call('RPUSH', queue, id)
              else
                return 0
              end
            end
            redis.call('HSET', state, 'call:' .. id, now + lease)
            keep()
            return position()
            """;

    /** Answers 0 if it is this call's turn, which has then left, else its place. A call that Redis has forgotten is the last one. */
    static final String ASK = FUNCTIONS + FREE + """
            prune()
            redis.call('HSET', state, 'call:' .. id, now + lease)
            if position() == 0 then redis.call('RPUSH', queue, id) end
            local place = position()
            if place == 1 and free(5, true) then
              leave(id)
              redis.call('HSET', state, 'served', now)
              place = 0
            end
            keep()
            return place
            """;

    static final String LEAVE = FUNCTIONS + """
            leave(id)
            return 1
            """;

    /** Longer than any wrap-up time that makes sense. */
    static final Duration LONGEST_WRAP_UP = Duration.ofHours(1);

    private QueueScript() {}
}
