package io.tandem.provisioning.call;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.tandem.provisioning.owner.Zone;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Item;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a party's call list shows a record (provisioning.md §1.13a). Pure.
 *
 * @param seesAnonymous whether callers who hide their number are shown
 * @param alias         general purpose field that stands for the own number, such as {@code gpp0}
 * @param intraAlias    the same for the other party, if it belongs to the same customer
 * @param numbers       how the owner of the list writes numbers
 */
record CallView(Zone zone, boolean seesAnonymous, Optional<String> alias, Optional<String> intraAlias, OutwardNumbers numbers) {
    /** Query parameters that shape it, beside those of {@link Zone}. */
    static final List<String> PARAMETERS = List.of("alias_field", "intra_alias_field");
    /** Columns that only the view needs, with their SQL; {@code {out}} says that the party called. */
    static final Map<String, String> RAW = raw();

    private static final Map<String, String> SERVICES = Map.of("voicebox.local", "voicemail", "conference.local", "conference", "fax2mail.local", "fax2mail");
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9*#]+");
    private static final Pattern ALIAS = Pattern.compile("gpp[0-9]");
    private static final String OWN = "own_cli";
    private static final String OTHER = "other_cli";

    private static Map<String, String> raw() {
        Map<String, String> raw = new LinkedHashMap<>();
        raw.put("owner_id", "if({out}, ss.id, ds.id)");
        raw.put("own_extension", "if({out}, ss.pbx_extension, ds.pbx_extension)");
        raw.put("other_domain", "if({out}, c.destination_domain_in, c.source_domain)");
        raw.put("other_extension", "if({out}, ds.pbx_extension, ss.pbx_extension)");
        raw.put("service_user", "c.destination_user");
        raw.put("service_domain", "c.destination_domain");
        raw.put("suppressed_label", "(select x.label {suppression} limit 1)");
        raw.put("clir_scope", "coalesce(" + preference("usr", "subscriber_id", "ds.id") + ", " + preference("dom", "domain_id", "ds.domain_id") + ")");
        raw.put("owner_tz", "o.timezone");
        IntStream.range(0, 10).mapToObj(i -> "gpp" + i).forEach(gpp -> {
            raw.put("own_" + gpp, "if({out}, c.source_%1$s, c.destination_%1$s)".formatted(gpp));
            raw.put("other_" + gpp, "if({out}, c.destination_%1$s, c.source_%1$s)".formatted(gpp));
        });
        return raw;
    }

    private static String preference(String level, String owner, String id) {
        return ("(select v.value from provisioning.voip_%s_preferences v join provisioning.voip_preferences a on a.id = v.attribute_id "
            + "where v.%s = %s and a.attribute = 'calllist_clir_scope' limit 1)")
            .formatted(level, owner, id);
    }

    static CallView of(Map<String, String> parameters, boolean seesAnonymous, OutwardNumbers numbers) {
        return new CallView(Zone.of(parameters), seesAnonymous, alias(parameters, "alias_field"), alias(parameters, "intra_alias_field"), numbers);
    }

    private static Optional<String> alias(Map<String, String> parameters, String name) {
        Optional<String> asked = Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
        asked.filter(value -> !ALIAS.matcher(value).matches()).ifPresent(value -> {
            throw ApiError.unprocessable("Query parameter '%s' value '%s' is none of gpp0 to gpp9.".formatted(name, value));
        });
        return asked;
    }

    /** Turns the row into what the party sees. */
    void show(Item item) {
        ObjectNode fields = item.fields();
        Optional<String> ownerZone = present(item, "owner_tz");
        fields.put(OWN, alias.flatMap(name -> present(item, "own_" + name)).or(() -> present(item, "own_extension"))
            .orElseGet(() -> outward(item, item.text(OWN))));
        other(item).ifPresentOrElse(other -> fields.put(OTHER, other), () -> fields.putNull(OTHER));
        fields.put("init_time", zone.millis(moment(item, "init_time"), ownerZone));
        fields.put("start_time", zone.millis(moment(item, "start_time"), ownerZone));
        fields.put("duration", hours(new BigDecimal(item.text("duration"))));
        fields.remove(RAW.keySet());
    }

    private Optional<String> other(Item item) {
        boolean out = "out".equals(item.text("direction"));
        boolean intra = item.fields().path("intra_customer").asBoolean();
        boolean hidden = !out && item.fields().path("clir").asBoolean() && (!intra || "all".equals(item.text("clir_scope")));
        if (hidden && !seesAnonymous) {
            return Optional.empty();
        }
        return present(item, "suppressed_label")
            .or(() -> out ? service(item) : Optional.empty())
            .or(() -> intra ? intraAlias.flatMap(name -> present(item, "other_" + name)).or(() -> present(item, "other_extension")) : Optional.empty())
            .or(() -> present(item, OTHER).map(number -> address(number, item)));
    }

    private static Optional<String> service(Item item) {
        if ("app.local".equals(item.text("service_domain"))) {
            return present(item, "service_user");
        }
        return Optional.ofNullable(SERVICES.get(item.text("service_domain")));
    }

    private String address(String number, Item item) {
        if (NUMBER.matcher(number).matches()) {
            return outward(item, number);
        }
        return number.contains("@") ? number : number + "@" + item.text("other_domain");
    }

    private String outward(Item item, String number) {
        return NUMBER.matcher(number).matches() ? numbers.of(item.whole("owner_id"), number) : number;
    }

    private static Optional<String> present(Item item, String field) {
        return Optional.of(item.text(field)).filter(value -> !value.isEmpty());
    }

    private static Instant moment(Item item, String field) {
        return Instant.ofEpochMilli(new BigDecimal(item.text(field)).movePointRight(3).longValue());
    }

    static String hours(BigDecimal seconds) {
        Duration length = Duration.ofMillis(seconds.movePointRight(3).longValue());
        return "%d:%02d:%02d.%03d".formatted(length.toHours(), length.toMinutesPart(), length.toSecondsPart(), length.toMillisPart());
    }
}
