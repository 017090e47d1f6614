package io.tandem.provisioning.admin;

import java.util.Optional;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.tls.CertificateAuthority;
import io.tandem.provisioning.tls.Identity;

import static io.tandem.provisioning.resource.Field.text;

/** The resource {@code admincerts}: POST makes a client certificate and returns it as a zip, DELETE revokes it. One an administrator. */
public final class AdminCertificates implements Resource.Creates, Resource.Deletes {
    private static final Table TABLE = Table.of("billing.admins a", "a.id", "a.ssl_client_m_serial is not null").ownedBy("a.reseller_id")
        .with("a", text("login", 31).filter());
    private static final Declaration DECLARATION = Declaration.of("admincerts", "Client certificates of administrators", TABLE.fields())
        .access(Access.of(Party.A, Party.R));

    private final Rows rows;
    private final Store store;
    private final CertificateAuthority authority;

    public AdminCertificates(Store store, CertificateAuthority authority) {
        this.rows = new Rows(store.jdbc(), TABLE);
        this.store = store;
        this.authority = authority;
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public boolean openToReaders() {
        return true;
    }

    @Override
    public Listing list(Search search, Caller caller) {
        return rows.list(search, caller);
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        return rows.find(id, caller);
    }

    @Override
    public Created create(Values values, Caller caller) {
        String login = values.text("login").orElse(caller.login());
        if (!login.equals(caller.login()) && (!caller.superuser() || caller.readOnly())) {
            throw ApiError.forbidden("Invalid user");
        }
        long admin = store.number("select id from billing.admins where login = ?", login)
            .orElseThrow(() -> ApiError.invalid("login", login, "no such administrator"));
        Identity identity = authority.issueClient();
        store.execute("update billing.admins set ssl_client_m_serial = ?, ssl_client_certificate = ? where id = ?",
            identity.certificate().getSerialNumber(), identity.pem().replaceAll("(?s)-----BEGIN PRIVATE KEY.*", ""), admin);
        return new Created(Long.toString(admin), Optional.of(CertificateArchive.of(identity)));
    }

    @Override
    public void delete(Item current, Caller caller) {
        if (caller.readOnly() && current.whole("id") != caller.id()) {
            throw ApiError.forbidden("Invalid user");
        }
        store.execute("update billing.admins set ssl_client_m_serial = null, ssl_client_certificate = null where id = ?", current.whole("id"));
    }
}
