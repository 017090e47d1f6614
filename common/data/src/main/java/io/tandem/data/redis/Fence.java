package io.tandem.data.redis;

/**
 * Keeps a node that has lost its role from writing: Lua that begins a script which writes for a pair. The HA manager stores the epoch when it promotes a Redis.
 */
public final class Fence {
    /** What the error of a refused write begins with. */
    public static final String STALE = "STALE";
    /** {@code fence(key, epoch)}: nothing, or the error to return. Epoch 0 is that of a single node, and passes where there never was another. */
    public static final String LUA = """
            local function fence(key, epoch)
              local last = redis.call('GET', key)
              if last and tonumber(last) > tonumber(epoch) then
                return redis.error_reply('%s epoch ' .. epoch .. ': a node of the pair is active since epoch ' .. last)
              end
            end
            """.formatted(STALE);

    /** {@code ARGV[1]} becomes the epoch of {@code KEYS[1]} unless that is higher already. Answers the epoch that holds. */
    public static final String RAISE = """
            local last = tonumber(redis.call('GET', KEYS[1]) or '0')
            if last < tonumber(ARGV[1]) then
              redis.call('SET', KEYS[1], ARGV[1])
              return tonumber(ARGV[1])
            end
            return last
            """;

    private Fence() {}
}
