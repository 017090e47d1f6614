package io.tandem.provisioning.account;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tandem.provisioning.table.Store;

/** An e-mail template as operators write it: {@code [% name %]} stands for a value. */
public record MailTemplate(String from, String subject, String body) {
    private static final Pattern PLACE = Pattern.compile("\\[%-?\\s*([\\w.]+)\\s*-?%]");
    private static final Pattern LINE_BREAKS = Pattern.compile("[\\r\\n]+");
    private static final String SELECT = "select from_email, subject, body from billing.email_templates ";

    /**
     * The template that a customer has been given, else the one of his reseller, else the one of the system.
     *
     * @param kind   name without an ending: one named {@code passreset_email} wins over {@code passreset_default_email}
     * @param chosen id of the customer's own
     */
    public static Optional<MailTemplate> of(Store store, String kind, long reseller, Optional<Long> chosen) {
        return chosen.flatMap(id -> find(store, SELECT + "where id = ?", id))
            .or(() -> find(store, SELECT + "where name in (?, ?) and (reseller_id = ? or reseller_id is null) "
                + "order by reseller_id is null, name = ?, id limit 1", kind + "_email", kind + "_default_email", reseller, kind + "_default_email"));
    }

    /** With values in their places; what has none leaves nothing. */
    public MailTemplate filled(Map<String, String> values) {
        return new MailTemplate(from, LINE_BREAKS.matcher(fill(subject, values)).replaceAll(" "), fill(body, values));
    }

    private static String fill(String text, Map<String, String> values) {
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), "")));
    }

    private static Optional<MailTemplate> find(Store store, String sql, Object... parameters) {
        return store.jdbc().sql(sql).params(parameters).query((row, _) -> new MailTemplate(row.getString(1), row.getString(2), row.getString(3))).optional();
    }
}
