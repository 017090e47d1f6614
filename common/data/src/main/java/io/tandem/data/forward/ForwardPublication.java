package io.tandem.data.forward;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The preferences {@code cfu}, {@code cfb}, ... of a subscriber, which hold the ids of its mappings in their order: call nodes see by them that it forwards
 * anything. To be written after each change of its mappings, in the same transaction. */
public final class ForwardPublication {
    private static final String TYPES = Arrays.stream(ForwardType.values()).map(type -> "'" + type.word() + "'").collect(Collectors.joining(", "));
    /** Forgets what was published; one parameter, the subscriber's id. */
    public static final String DELETE = "delete from provisioning.voip_usr_preferences where subscriber_id = ? and attribute_id in "
            + "(select id from provisioning.voip_preferences where attribute in (" + TYPES + "))";
    /** Publishes all mappings; one parameter, the subscriber's id. */
    public static final String INSERT = "insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) "
            + "select m.subscriber_id, a.id, m.id from provisioning.voip_cf_mappings m "
            + "join provisioning.voip_preferences a on a.attribute = m.type where m.subscriber_id = ? order by m.id";

    private ForwardPublication() {}

    /** Blocks for two statements; the caller commits. */
    public static void publish(Connection connection, int subscriber) throws SQLException {
        for (String sql : new String[] {DELETE, INSERT}) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setInt(1, subscriber);
                statement.executeUpdate();
            }
        }
    }
}
