package io.tandem.provisioning.feature;

import java.net.InetAddress;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.tandem.data.change.ChangeLog;
import io.tandem.data.pattern.PerlPattern;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.owner.OwnedRows;
import io.tandem.provisioning.owner.OwnedTables;
import io.tandem.provisioning.owner.Owner;
import io.tandem.provisioning.owner.Owners;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.text;

/** The resource {@code trustedsources}: addresses from which a subscriber calls without a password. */
public final class TrustedSources extends OwnedRows {
    private static final String SQL_TABLE = "provisioning.voip_trusted_sources";
    private static final Table TABLE = OwnedTables.of(SQL_TABLE)
        .with("t", text("src_ip", 50).required().filter(), choice("protocol", "UDP", "TCP", "TLS", "ANY").required().filter(), text("from_pattern", 64));
    private static final Declaration DECLARATION =
        Declaration.of("trustedsources", "Addresses from which a subscriber needs no password", TABLE.fields()).withAllPatchOps().withJournal()
            .access(Access.of(Party.A, Party.R, Party.K));
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");

    public TrustedSources(Store store) {
        super(DECLARATION, TABLE, SQL_TABLE, store);
    }

    @Override
    protected void check(Values values, Owner owner, long id) {
        String address = values.require("src_ip");
        if (!IPV4.matcher(address).matches() && !isIpv6(address)) {
            throw ApiError.invalid("src_ip", address, "Invalid IPv4 or IPv6 address");
        }
        values.text("from_pattern").ifPresent(TrustedSources::requireRegex);
    }

    @Override
    protected void written(long id, Values values, Owner owner) {
        store.changed(ChangeLog.TRUSTED_SOURCE, owner.id());
    }

    @Override
    protected void beforeDelete(Item current) {
        store.changed(ChangeLog.TRUSTED_SOURCE, current.whole(Owners.FIELD));
    }

    private static boolean isIpv6(String address) {
        try {
            return address.matches("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*") && !InetAddress.ofLiteral(address).isAnyLocalAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    private static void requireRegex(String pattern) {
        try {
            PerlPattern.of(pattern);
        } catch (PatternSyntaxException e) {
            throw ApiError.invalid("from_pattern", pattern, "Value must be a regular expression: " + e.getDescription());
        }
    }
}
