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
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.tls.CertificateAuthority;
import io.tandem.provisioning.tls.Identity;

import static io.tandem.provisioning.resource.Field.text;

/** The resource {@code admincerts}: POST makes a client certificate and returns it as a zip, DELETE revokes it. One an administrator. */
public final class AdminCertificates implements Resource.Creates, Resource.Deletes {
    private static final Table TABLE = AdminRows.TABLE.where("a.ssl_client_m_serial is not null")
        .with("a", text("login", 31).filter());
    private static final Declaration DECLARATION = Declaration.of("admincerts", "Client certificates of administrators", TABLE.fields())
        .access(Access.of(Party.A, Party.R, Party.K, Party.L));

    private final AdminRows rows;
    private final AdminRows admins;
    private final Store store;
    private final CertificateAuthority authority;

    public AdminCertificates(Store store, CertificateAuthority authority) {
        this.rows = new AdminRows(store.jdbc(), TABLE);
        this.admins = new AdminRows(store.jdbc(), AdminRows.TABLE.with(AdminRoles.COLUMN, AdminRoles.SQL));
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
        long admin = caller.id() != 0 && login.equals(caller.login()) ? caller.id() : other(login, caller);
        Identity identity = authority.issueClient();
        store.execute("update billing.admins set ssl_client_m_serial = ?, ssl_client_certificate = ? where id = ?",
            identity.certificate().getSerialNumber(), identity.pem().replaceAll("(?s)-----BEGIN PRIVATE KEY.*", ""), admin);
        return new Created(Long.toString(admin), Optional.of(CertificateArchive.of(identity)));
    }

    @Override
    public void delete(Item current, Caller caller) {
        long admin = current.whole("id");
        if (admin != caller.id()) {
            requireMaster(admin, caller);
        }
        store.execute("update billing.admins set ssl_client_m_serial = null, ssl_client_certificate = null where id = ?", admin);
    }

    private long other(String login, Caller caller) {
        long admin = store.number("select id from billing.admins where login = ?", login).filter(id -> admins.find(Long.toString(id), caller).isPresent())
            .orElseThrow(() -> ApiError.invalid("login", login, "no such administrator"));
        requireMaster(admin, caller);
        return admin;
    }

    private void requireMaster(long admin, Caller caller) {
        Item of = admins.find(Long.toString(admin), caller).orElseThrow(() -> ApiError.entityNotFound("admincert"));
        if (caller.readOnly()) {
            throw ApiError.forbidden("Invalid user");
        }
        AdminRoles.requireMaster(caller, AdminRoles.of(of));
    }
}
