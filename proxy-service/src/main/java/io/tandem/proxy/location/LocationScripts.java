package io.tandem.proxy.location;

import io.tandem.data.registration.RegistrationScript;

/** Lua of {@link RedisLocations}. KEYS[1] is the set of an address-of-record's bindings where nothing else is said. */
final class LocationScripts {
    /** First element of what {@link #REFRESH} answers with all bindings: it has stored the one. */
    static final String STORED = "STORED";
    /** A later request of the same Call-ID was first. */
    static final String STALE = "STALE";
    /** Not the binding that {@link #TOUCH} was to find. */
    static final String CHANGED = "CHANGED";
    /** How many expired bindings a new one tells of where no REST API runs that does: their list must not grow for ever. */
    private static final int SWEPT = 2;

    /** Adds all hashes to a list. Who watches the set reads it after its last change, or would not hear of the next one. */
    private static final String COLLECT = """
            local function collect(found)
              local gone = false
              for _, key in ipairs(redis.call('SMEMBERS', KEYS[1])) do
                local fields = redis.call('HGETALL', key)
                if #fields > 0 then
                  found[#found + 1] = fields
                else
                  redis.call('SREM', KEYS[1], key)
                  gone = true
                end
              end
              if gone then redis.call('SCARD', KEYS[1]) end
              return found
            end
            """;
    private static final String FLOWS = """
            local function leave(flows, connection, received, ruid)
              if connection and connection ~= '-1' and received and ruid then redis.call('HDEL', flows .. connection .. '@' .. received, ruid) end
            end
            local function join(flow, ruid, ttl)
              if flow == '' then return end
              redis.call('HSET', flow, ruid, KEYS[1])
              if redis.call('TTL', flow) < ttl then redis.call('EXPIRE', flow, ttl) end
            end
            """;
    /** The set lives as long as its longest member, and who watches it hears that a member may have changed. */
    private static final String LIFE = """
            local function live()
              local longest = 0
              for _, key in ipairs(redis.call('SMEMBERS', KEYS[1])) do
                local left = redis.call('TTL', key)
                if left == -2 then redis.call('SREM', KEYS[1], key)
                elseif left == -1 or longest == -1 then longest = -1
                elseif left > longest then longest = left end
              end
              if longest == -1 then
                redis.call('PERSIST', KEYS[1])
                touch(KEYS[1])
              elseif longest > 0 then redis.call('EXPIRE', KEYS[1], longest + 1) end
            end
            """;

    static final String FIND = COLLECT + "return collect({})";

    /** One binding in one round trip: a known one is written anew, and a first one. ARGV: beginning of the keys of flows, user, domain, and the binding as
     * {@link #UPDATE} takes it. Answers OK if it is the only binding, {@link #STALE}, or a list: STORED or OTHER, and the hashes of all. OTHER wrote nothing:
     * the binding is new beside others, or permanent. */
    static final String REFRESH = RegistrationScript.FUNCTIONS + COLLECT + FLOWS + LIFE + """
            local ruid, ttl, flow, count = ARGV[4], tonumber(ARGV[5]), ARGV[6], tonumber(ARGV[8])
            local key, fields = ENTRY .. ruid, {}
            for i = 9, 8 + 2 * count, 2 do fields[ARGV[i]] = ARGV[i + 1] end
            local old = redis.call('HMGET', key, 'expires', 'callid', 'cseq', 'connection_id', 'received')
            local isNew = not old[1]
            local others = redis.call('SCARD', KEYS[1]) - (isNew and 0 or 1)
            if isNew and others > 0 or old[1] == '0' or old[1] == '%1$s' then return collect({'OTHER'}) end
            if old[2] == fields.callid and tonumber(old[3] or 0) > tonumber(fields.cseq) then return '%2$s' end
            redis.call('HSET', key, unpack(ARGV, 9, 8 + 2 * count))
            redis.call('EXPIRE', key, ttl)
            if isNew or others < 0 then redis.call('SADD', KEYS[1], key) end
            if old[4] ~= fields.connection_id or old[5] ~= fields.received then leave(ARGV[1], old[4], old[5], ruid) end
            join(flow, ruid, ttl)
            if ARGV[7] ~= '' then redis.call('SADD', ARGV[7], ruid) end
            stored(ruid, ARGV[2], ARGV[3], ttl, isNew)
            if isNew then sweep(%4$d) end
            if others <= 0 then
              redis.call('EXPIRE', KEYS[1], ttl + 1)
              redis.call('SCARD', KEYS[1])
              return 'OK'
            end
            live()
            return collect({'%3$s'})
            """.formatted(BindingHash.UNLIMITED, STALE, STORED, SWEPT);

    /** A refresh that brings nothing new but Call-ID, CSeq and time, as that of a phone that was switched off and on does, too: a fifth of what
     * {@link #REFRESH} writes. ARGV: beginning of the keys of flows, user, domain, RUID, seconds to live, key of its flow or nothing, digest of all else,
     * last_modified, cseq, expires, callid. Answers as REFRESH does, or {@link #CHANGED} and wrote nothing. The digest in the hash has the CSeq and time it
     * was made with: one by whom it is not kept makes it void. */
    static final String TOUCH = RegistrationScript.FUNCTIONS + COLLECT + FLOWS + LIFE + """
            local ruid, ttl = ARGV[4], tonumber(ARGV[5])
            local key = ENTRY .. ruid
            local old = redis.call('HMGET', key, '%1$s', 'last_modified', 'cseq', 'callid')
            if not (old[2] and old[3]) or old[1] ~= ARGV[7] .. ':' .. old[2] .. ':' .. old[3] then return '%2$s' end
            if old[4] == ARGV[11] and tonumber(old[3]) > tonumber(ARGV[9]) then return '%3$s' end
            redis.call('HSET', key, '%1$s', ARGV[7] .. ':' .. ARGV[8] .. ':' .. ARGV[9], 'last_modified', ARGV[8], 'cseq', ARGV[9], 'expires', ARGV[10],
              'callid', ARGV[11])
            redis.call('EXPIRE', key, ttl)
            join(ARGV[6], ruid, ttl)
            redis.call('ZADD', ENDS, ARGV[10], member(ruid, ARGV[2], ARGV[3]))
            local answer, count = 'OK', redis.call('SCARD', KEYS[1])
            if count == 0 then redis.call('SADD', KEYS[1], key) end
            if count <= 1 then
              redis.call('EXPIRE', KEYS[1], ttl + 1)
            else
              live()
              answer = collect({'%4$s'})
            end
            if redis.call('EXISTS', WATCHED .. ARGV[2] .. '@' .. ARGV[3], KEYS[1]) == 2 then tell('refreshed', 'refreshed', ruid, ARGV[2], ARGV[3]) end
            return answer
            """.formatted(RegistrationScript.DIGEST, CHANGED, STALE, STORED);

    /** ARGV: number of removed bindings, beginning of the keys of flows, user, domain, removed RUIDs; then per binding: RUID, seconds to live (0 for
     * ever), key of its flow or nothing, key of its shard of pinged ones or nothing, number of fields, name, value, ... */
    static final String UPDATE = RegistrationScript.FUNCTIONS + FLOWS + LIFE + """
            local user, domain = ARGV[3], ARGV[4]
            local function leaveFlow(key)
              local old = redis.call('HMGET', key, 'connection_id', 'received', 'ruid')
              leave(ARGV[2], old[1], old[2], old[3])
            end
            local at, grown = 5, false
            for _ = 1, tonumber(ARGV[1]) do
              local key = ENTRY .. ARGV[at]
              leaveFlow(key)
              removed(ARGV[at], 'unregistered')
              redis.call('SREM', KEYS[1], key)
              at = at + 1
            end
            while at <= #ARGV do
              local ruid, ttl, flow, shard, count = ARGV[at], tonumber(ARGV[at + 1]), ARGV[at + 2], ARGV[at + 3], tonumber(ARGV[at + 4])
              local key = ENTRY .. ruid
              at = at + 5
              leaveFlow(key)
              local isNew = redis.call('DEL', key) == 0
              grown = grown or isNew
              redis.call('HSET', key, unpack(ARGV, at, at + 2 * count - 1))
              at = at + 2 * count
              if ttl > 0 then redis.call('EXPIRE', key, ttl) end
              redis.call('SADD', KEYS[1], key)
              join(flow, ruid, ttl)
              if shard ~= '' then redis.call('SADD', shard, ruid) end
              stored(ruid, user, domain, ttl, isNew)
            end
            live()
            if grown then sweep(%d) end
            return 'OK'
            """.formatted(SWEPT);

    /** KEYS[1]: the flow; ARGV: its connection and received. */
    static final String CLOSE = RegistrationScript.FUNCTIONS + """
            local members = redis.call('HGETALL', KEYS[1])
            local count = 0
            for i = 1, #members, 2 do
              local key = ENTRY .. members[i]
              local current = redis.call('HMGET', key, 'connection_id', 'received')
              if current[1] == ARGV[1] and current[2] == ARGV[2] then
                removed(members[i], 'connection_closed')
                redis.call('SREM', members[i + 1], key)
                count = count + 1
              end
            end
            redis.call('DEL', KEYS[1])
            return count
            """;

    private LocationScripts() {}
}
