package io.tandem.data.registration;

import io.tandem.data.redis.Keys;

/**
 * Lua that scripts about bindings begin with, so that a binding and the word of it are written together or not at all. Functions:
 *
 * <ul>
 * <li>{@code stored(ruid, user, domain, ttl, isNew)} after the binding's hash was written; ttl in seconds, 0 for ever; that one which is not new was
 *     refreshed is told of watched addresses-of-record only, as {@code refreshed}, which is no change for the event stream
 * <li>{@code removed(ruid, reason)} deletes the hash and says whether there was one
 * <li>{@code sweep(most)} tells of bindings that have expired
 * <li>{@code touch(set)} lets those who watch the set of an address-of-record know of a change that leaves the set as it was
 * <li>{@code ENTRY} begins the keys of the hashes
 * </ul>
 */
public final class RegistrationScript {
    /**
     * Field of a binding's hash: digest of all that a refresh leaves alone, then last_modified and cseq, with colons between. Who writes other fields
     * of the hash without it deletes it.
     */
    public static final String DIGEST = "digest";
    public static final String FUNCTIONS = """
        local LOG, ENDS, ENTRY, WATCHED = '%s', '%s', '%s', '%s'
        local function tell(what, reason, ruid, user, domain, contact, received, agent)
          redis.call('XADD', LOG, 'MAXLEN', '~', '%d', '*', 'event', what, 'reason', reason, 'ruid', ruid, 'username', user, 'domain', domain,
            'contact', contact or '', 'received', received or '', 'user_agent', agent or '')
        end
        local function member(ruid, user, domain) return ruid .. '\\n' .. user .. '\\n' .. string.lower(domain) end
        local moment
        local function now()
          moment = moment or tonumber(redis.call('TIME')[1])
          return moment
        end
        local function stored(ruid, user, domain, ttl, isNew)
          local name = member(ruid, user, domain)
          if isNew then
            if redis.call('ZSCORE', ENDS, name) then tell('expired', 'expired', ruid, user, domain) end
            local about = redis.call('HMGET', ENTRY .. ruid, 'contact', 'received', 'user_agent')
            tell('created', 'registered', ruid, user, domain, about[1], about[2], about[3])
          elseif redis.call('EXISTS', WATCHED .. user .. '@' .. string.lower(domain)) == 1 then
            tell('refreshed', 'refreshed', ruid, user, domain)
          end
          if ttl > 0 then redis.call('ZADD', ENDS, now() + ttl, name) else redis.call('ZREM', ENDS, name) end
        end
        local function removed(ruid, reason)
          local about = redis.call('HMGET', ENTRY .. ruid, 'username', 'domain', 'contact', 'received', 'user_agent')
          if redis.call('DEL', ENTRY .. ruid) == 0 then return false end
          local user, domain = about[1] or '', about[2] or ''
          redis.call('ZREM', ENDS, member(ruid, user, domain))
          tell('deleted', reason, ruid, user, domain, about[3], about[4], about[5])
          return true
        end
        local function touch(set)
          local left = redis.call('PTTL', set)
          redis.call('PEXPIRE', set, math.max(left, 1000))
          if left == -1 then redis.call('PERSIST', set) end
        end
        local function sweep(most)
          local seconds = now()
          for _, name in ipairs(redis.call('ZRANGEBYSCORE', ENDS, '-inf', seconds, 'LIMIT', 0, most)) do
            local ruid, user, domain = string.match(name, '^(.-)\\n(.-)\\n(.*)$')
            local left = redis.call('TTL', ENTRY .. ruid)
            if left >= 0 then
              redis.call('ZADD', ENDS, seconds + left + 1, name)
            else
              redis.call('ZREM', ENDS, name)
              if left == -2 then tell('expired', 'expired', ruid, user, domain) end
            end
          end
        end
        """.formatted(Keys.REGISTRATION_LOG, Keys.REGISTRATION_ENDS, Keys.locationEntry(""),
            Keys.REGISTRATION_WATCHED, Keys.REGISTRATION_LOG_LENGTH);

    private RegistrationScript() {}
}
