package io.tandem.provisioning.call;

import java.util.List;
import java.util.function.Supplier;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.redis.Keys;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.owner.OwnedTables;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.table.TableResource;
import tools.jackson.databind.node.ArrayNode;

import static io.tandem.provisioning.resource.Field.many;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code callqueues}: who waits for a subscriber whose preference {@code cloud_pbx_callqueue} is set. The id is the subscriber's. */
public final class CallQueues extends TableResource {
    private static final int CALL_ID_LENGTH = 255;
    private static final String UUID = "uuid";
    private static final String LENGTH = "queue_length";
    private static final String QUEUE = "queue";
    private static final String HAS_ONE = "exists (select 1 from provisioning.%s p join provisioning.voip_preferences a on a.id = p.attribute_id "
        + "where a.attribute = 'cloud_pbx_callqueue' and p.value = '1' and p.%s)";
    private static final Table TABLE = OwnedTables.subscribers("").with("s", text(UUID))
        .where(HAS_ONE.formatted("voip_usr_preferences", "subscriber_id = s.id") + " or "
            + HAS_ONE.formatted("voip_prof_preferences", "profile_id = s.profile_id"));
    private static final Declaration DECLARATION = Declaration.of("callqueues", "Calls that wait for subscribers",
        List.of(whole(LENGTH).readOnly(), many(QUEUE, new FieldType.Text(CALL_ID_LENGTH)).readOnly())).relatedTo("subscribers")
        .access(Access.of(Party.A, Party.R, Party.SA, Party.S));
    /** All in one round trip. */
    private static final String LISTS = """
        local found = {}
        for i, key in ipairs(KEYS) do found[i] = redis.call('LRANGE', key, 0, -1) end
        return found
        """;

    private final Supplier<RedisCommands<String, String>> redis;

    public CallQueues(Store store, Supplier<RedisCommands<String, String>> redis) {
        super(DECLARATION, TABLE, store);
        this.redis = redis;
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        if (items.isEmpty()) {
            return;
        }
        String[] keys = items.stream().map(item -> Keys.callQueue(item.text(UUID))).toArray(String[]::new);
        List<List<String>> queues = redis.get().eval(LISTS, ScriptOutputType.MULTI, keys);
        for (int i = 0; i < keys.length; i++) {
            Item item = items.get(i);
            item.fields().remove(UUID);
            item.fields().put(LENGTH, queues.get(i).size());
            ArrayNode queue = item.fields().putArray(QUEUE);
            queues.get(i).forEach(queue::add);
        }
    }
}
