package io.tandem.billing.cdr;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Columns of {@code accounting.cdr} that mediation fills, with their values. */
final class CdrColumns {
    private final Map<String, Object> values = new LinkedHashMap<>();

    private CdrColumns() {}

    static CdrColumns of(Cdr cdr, String sourceProvider, String destinationProvider) {
        CdrColumns columns = new CdrColumns();
        columns.party("source", cdr.source().party(), sourceProvider, cdr.source().userOut());
        columns.party("destination", cdr.destination().party(), destinationProvider, cdr.destination().userOut());
        columns.source(cdr.source());
        columns.destination(cdr.destination());
        columns.call(cdr);
        return columns;
    }

    /** Same text for every record, so that the statement is prepared once. */
    String insert() {
        String names = values.keySet().stream().collect(Collectors.joining(", "));
        String marks = String.join(", ", Collections.nCopies(values.size(), "?"));
        return "insert into accounting.cdr (" + names + ") values (" + marks + ")";
    }

    List<Object> values() { return new ArrayList<>(values.values()); }

    private void party(String side, Party party, String provider, String userOut) {
        values.put(side + "_user_id", party.userId());
        values.put(side + "_provider_id", provider);
        values.put(side + "_external_subscriber_id", party.externalSubscriberId());
        values.put(side + "_external_contract_id", party.externalContractId());
        values.put(side + "_account_id", party.accountId());
        values.put(side + "_user", party.user());
        values.put(side + "_domain", party.domain());
        values.put(side + "_lnp_prefix", party.lnpPrefix());
        values.put(side + "_lnp_type", party.lnpType());
        values.put(side + "_user_out", userOut);
        for (int i = 0; i < Party.GPP_COUNT; i++) values.put(side + "_gpp" + i, party.gpp().get(i));
    }

    private void source(CdrSource source) {
        values.put("source_cli", source.cli());
        values.put("source_clir", source.clir());
        values.put("source_ip", source.ip());
        values.put("peer_auth_user", source.peerAuthUser());
        values.put("peer_auth_realm", source.peerAuthRealm());
    }

    private void destination(CdrDestination destination) {
        values.put("destination_user_dialed", destination.userDialed());
        values.put("destination_user_in", destination.userIn());
        values.put("destination_domain_in", destination.domainIn());
        values.put("split", destination.split());
    }

    private void call(Cdr cdr) {
        values.put("call_type", cdr.type().column());
        values.put("call_status", cdr.status().column());
        values.put("call_code", cdr.code());
        values.put("init_time", cdr.initTime());
        values.put("start_time", cdr.startTime());
        values.put("duration", cdr.duration());
        values.put("call_id", cdr.callId());
    }
}
