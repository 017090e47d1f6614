package io.tandem.proxy.ledger;

import io.tandem.data.redis.Keys;

/** Lua of the ledger. Each script is atomic; counters and what calls hold can so never differ. */
final class LedgerScript {
    /** Most calls that one sweep ends; the next one goes on. */
    private static final int SWEPT = 500;
    private static final int FREED_SECONDS = 3600; // the longest wrap-up time
    private static final String FUNCTIONS = """
            local COUNTS, ENDS, OWNERS, HOLDS, SETUPS, FREED, QUEUE = '%s', '%s', '%s', '%s', '%s', '%s', '%s'
            local function now() return tonumber(redis.call('TIME')[1]) end
            local function whole(n) return n == 1 and '1' or string.format('%%d', n) end -- Redis itself writes numbers as fractions, slowly
            local function put(counts, values, deltas)
              local set, gone = {}, {}
              for key, n in pairs(deltas) do
                if n ~= 0 then
                  local value = values[key] + n
                  if value > 0 then
                    set[#set + 1] = key
                    set[#set + 1] = whole(value)
                  else
                    gone[#gone + 1] = key
                  end
                end
              end
              if #set > 0 then redis.call('HSET', counts, unpack(set)) end
              if #gone > 0 then redis.call('HDEL', counts, unpack(gone)) end
            end
            local function add(counts, deltas)
              local keys, values = {}, {}
              for key, n in pairs(deltas) do
                if n ~= 0 then keys[#keys + 1] = key end
              end
              if #keys == 0 then return end
              for i, value in ipairs(redis.call('HMGET', counts, unpack(keys))) do values[keys[i]] = tonumber(value or 0) end
              put(counts, values, deltas)
            end
            local function held(id, each)
              local fields, about = redis.call('HGETALL', HOLDS .. id), {}
              for i = 1, #fields, 2 do
                if string.byte(fields[i]) == 64 then about[fields[i]] = fields[i + 1] else each(fields[i], tonumber(fields[i + 1])) end
              end
              if about['@answered'] then
                for key in string.gmatch(about['@active'] or '', '[^\\n]+') do each(key, 1) end
              end
              return #fields > 0, not about['@answered'] and about['@owner']
            end
            local function release(id)
              local deltas = {}
              local known, settingUp = held(id, function(key, n)
                deltas[key] = (deltas[key] or 0) - n
                if string.sub(key, 1, #QUEUE) == QUEUE then redis.call('SET', FREED .. string.sub(key, #QUEUE + 1), now(), 'EX', %s) end
              end)
              add(COUNTS, deltas)
              if settingUp then redis.call('SREM', SETUPS .. settingUp, id) end
              redis.call('DEL', HOLDS .. id)
              redis.call('ZREM', ENDS, id)
              return known and 1 or 0
            end
            """.formatted(Keys.CALL_COUNTERS, Keys.CALL_ENDS, Keys.CALL_OWNERS, Keys.callHolds(""), Keys.callSetups(""), Keys.callQueueFreed(""), Claim.QUEUE,
            FREED_SECONDS);

    /** KEYS[1]: what the call holds. ARGV: Call-ID; owner, empty to look only; seconds that it can be up; counters for its answer, a line each;
     * then lists, each with its length before it: counters to leave, claims, alternatives (lists of claims). A claim: counter, number of limits, and of
     * each limit the most calls and the counter whose calls do not count.
     * Answers: 0, alternative from 1 on, used...; 1, claim, limit, used: refused; 2, claim, limit, used of the last alternative: none is free. */
    static final String TAKE = FUNCTIONS + """
            local id, owner, at = ARGV[1], ARGV[2], 4
            local function nextArgument() at = at + 1 return ARGV[at] end
            local keys, known, delta = {}, {}, {}
            local function note(key)
              if not known[key] then
                known[key] = 0
                keys[#keys + 1] = key
              end
              return key
            end
            local function claims()
              local list = {}
              for i = 1, tonumber(nextArgument()) do
                local claim = {note(nextArgument())}
                for _ = 1, tonumber(nextArgument()) do
                  local most, without = tonumber(nextArgument()), nextArgument()
                  claim[#claim + 1] = most
                  claim[#claim + 1] = without ~= '' and note(without)
                end
                list[i] = claim
              end
              return list
            end
            local left = {}
            for i = 1, tonumber(nextArgument()) do left[i] = note(nextArgument()) end
            local wanted, alternatives = claims(), {}
            for i = 1, tonumber(nextArgument()) do alternatives[i] = claims() end
            if #keys > 0 then
              for i, value in ipairs(redis.call('HMGET', COUNTS, unpack(keys))) do known[keys[i]] = tonumber(value or 0) end
            end
            local function count(key) return known[key] + (delta[key] or 0) end
            local function change(key, n) delta[key] = (delta[key] or 0) + n end
            local function fits(list, seen)
              for i, claim in ipairs(list) do
                change(claim[1], 1)
                for j = 2, #claim, 2 do
                  local calls = count(claim[1]) - (claim[j + 1] and count(claim[j + 1]) or 0)
                  if calls > claim[j] then
                    for k = 1, i do change(list[k][1], -1) end
                    return i, j / 2, calls - 1
                  end
                  seen[#seen + 1] = calls
                end
              end
            end
            for _, key in ipairs(left) do
              if redis.call('HEXISTS', KEYS[1], key) == 1 then change(key, -1) end
            end
            local answer = {0, 0}
            local claim, limit, calls = fits(wanted, answer)
            if claim then return {1, claim, limit, calls} end
            for i, list in ipairs(alternatives) do
              claim, limit, calls = fits(list, {})
              if not claim then
                answer[2] = i
                break
              end
            end
            if #alternatives > 0 and answer[2] == 0 then return {2, claim, limit, calls} end
            if owner == '' then return answer end
            put(COUNTS, known, delta)
            redis.call('ZADD', ENDS, now() + ARGV[3], id)
            if redis.call('EXISTS', KEYS[1]) == 0 then
              local holds = {'@active', ARGV[4], '@owner', owner}
              for key, n in pairs(delta) do
                if n ~= 0 then
                  holds[#holds + 1] = key
                  holds[#holds + 1] = whole(n)
                end
              end
              redis.call('HSET', KEYS[1], unpack(holds))
              redis.call('SADD', SETUPS .. owner, id)
              return answer
            end
            local nothing = redis.call('HLEN', KEYS[1]) <= 2
            add(KEYS[1], delta)
            redis.call(nothing and 'HSET' or 'HSETNX', KEYS[1], '@active', ARGV[4])
            if redis.call('HEXISTS', KEYS[1], '@answered') == 0 then
              redis.call('HSET', KEYS[1], '@owner', owner)
              redis.call('SADD', SETUPS .. owner, id)
            end
            return answer
            """;

    /** KEYS[1]: what the call holds; ARGV[1]: its Call-ID. */
    static final String ANSWERED = FUNCTIONS + """
            local about = redis.call('HMGET', KEYS[1], '@owner', '@active', '@answered')
            if not about[2] or about[3] then return 0 end
            redis.call('HSET', KEYS[1], '@answered', '1')
            if about[1] then redis.call('SREM', SETUPS .. about[1], ARGV[1]) end
            local deltas = {}
            for key in string.gmatch(about[2] or '', '[^\\n]+') do deltas[key] = (deltas[key] or 0) + 1 end
            add(COUNTS, deltas)
            return 1
            """;

    /** ARGV: Call-IDs. Answers how many were counted. */
    static final String RELEASE = FUNCTIONS + """
            local released = 0
            for _, id in ipairs(ARGV) do released = released + release(id) end
            return released
            """;

    /** ARGV: the process that sweeps, seconds of its lease; 0: it stops, and so do the calls that it is setting up. Ends calls that were set up by
     * processes whose lease is over, and calls that can be up no longer. Answers how many. */
    static final String SWEEP = FUNCTIONS + """
            local seconds, released = now(), 0
            redis.call('ZADD', OWNERS, ARGV[2] == '0' and 0 or seconds + ARGV[2], ARGV[1])
            for _, owner in ipairs(redis.call('ZRANGEBYSCORE', OWNERS, '-inf', seconds - 1)) do
              for _, id in ipairs(redis.call('SRANDMEMBER', SETUPS .. owner, %1$d)) do
                released = released + release(id)
                redis.call('SREM', SETUPS .. owner, id)
              end
              if redis.call('EXISTS', SETUPS .. owner) == 0 then redis.call('ZREM', OWNERS, owner) end
            end
            for _, id in ipairs(redis.call('ZRANGEBYSCORE', ENDS, '-inf', seconds - 1, 'LIMIT', 0, %1$d)) do released = released + release(id) end
            return released
            """.formatted(SWEPT);

    /** Counts all calls anew. Answers the calls, and how many counters were wrong. */
    static final String RECOUNT = FUNCTIONS + """
            local sums, calls, wrong = {}, 0, 0
            for _, id in ipairs(redis.call('ZRANGE', ENDS, 0, -1)) do
              if held(id, function(key, n) sums[key] = (sums[key] or 0) + n end) then calls = calls + 1 else redis.call('ZREM', ENDS, id) end
            end
            local counts = redis.call('HGETALL', COUNTS)
            for i = 1, #counts, 2 do
              local sum = sums[counts[i]] or 0
              if sum ~= tonumber(counts[i + 1]) then
                wrong = wrong + 1
                if sum == 0 then redis.call('HDEL', COUNTS, counts[i]) else redis.call('HSET', COUNTS, counts[i], sum) end
              end
              sums[counts[i]] = nil
            end
            for key, sum in pairs(sums) do
              wrong = wrong + 1
              redis.call('HSET', COUNTS, key, sum)
            end
            return {calls, wrong}
            """;

    private LedgerScript() {}
}
