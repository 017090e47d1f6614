package io.tandem.provisioning.recording;

import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.access.Scope.Level.CUSTOMER;
import static io.tandem.provisioning.access.Scope.Level.RESELLER;
import static io.tandem.provisioning.access.Scope.Level.SUBSCRIBER;

/** Whose recordings they are: those of each subscriber whose uuid stands with the call {@code r}. */
final class Recorded {
    static final String CALLS = "provisioning.recording_calls";
    static final String STREAMS = "provisioning.recording_streams";

    private static final String OF = "exists (select 1 from provisioning.recording_metakeys m join billing.voip_subscribers b on b.uuid = m.value "
        + "join billing.contracts c on c.id = b.contract_id join billing.contacts k on k.id = c.contact_id "
        + "where m.`call` = r.id and m.`key` = 'uuid' and %s)";

    static final String OF_ANOTHER_RESELLER = "select 1 from provisioning.recording_metakeys m join billing.voip_subscribers b on b.uuid = m.value "
        + "join billing.contracts c on c.id = b.contract_id join billing.contacts k on k.id = c.contact_id "
        + "where m.`call` = ? and m.`key` = 'uuid' and k.reseller_id <> ? limit 1";

    private Recorded() {}

    static Table owned(Table table) {
        return table.visibleTo(RESELLER, OF.formatted("k.reseller_id = {reseller}")).visibleTo(CUSTOMER, OF.formatted("b.contract_id = {customer}"))
            .visibleTo(SUBSCRIBER, OF.formatted("b.id = {subscriber}"))
            .filter("subscriber_id", "r.id in (select m.`call` from provisioning.recording_metakeys m join billing.voip_subscribers b on b.uuid = m.value "
                + "where m.`key` = 'uuid' and b.id {match})");
    }

    /** What is known of a call. */
    static String about(String key) {
        return "(select m.value from provisioning.recording_metakeys m where m.`call` = r.id and m.`key` = '" + key + "' order by m.value limit 1)";
    }

    static String filter(String key) {
        return "r.id in (select m.`call` from provisioning.recording_metakeys m where m.`key` = '" + key + "' and m.value {match})";
    }
}
