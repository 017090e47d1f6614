package io.tandem.provisioning.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.password.Passwords;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.tenant.ResellerReference;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.email;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code admins}. Masters write those below them; everybody may give himself another password and address, and nothing more. */
public final class Administrators implements Resource.Creates, Resource.Replaces, Resource.Deletes {
    private static final String ADMINS = "billing.admins";
    private static final String PASSWORD = "password";
    /** Made by the installation. */
    private static final long DEFAULT_SYSTEM_USER = 1;
    private static final List<String> FLAGS = List.of("is_master", "is_active", "read_only", "show_passwords", "call_data", "billing_data",
        "can_reset_password", "enable_2fa");
    private static final List<String> NOT_BY_ONESELF = List.of("login", "reseller_id", AdminRoles.FIELD, "auth_mode", "is_master", "is_active", "read_only",
        "show_passwords", "call_data", "billing_data", "can_reset_password");
    private static final Table TABLE = AdminRows.TABLE
        .with("a", text("login", 31).required().filter(), email("email").filter(), choice("auth_mode", "local", "ldap").orElse("local"),
            whole(ResellerReference.FIELD).filter().refersTo("resellers"))
        .with(AdminRoles.COLUMN, AdminRoles.SQL)
        .with("a", flag("is_superuser"), flag("is_ccare"), flag("lawful_intercept"), flag("is_system").readOnly(), flag("is_master"),
            flag("is_active").orElse("1"), flag("read_only"), flag("show_passwords").orElse("1"), flag("call_data"), flag("billing_data").orElse("1"),
            flag("can_reset_password").orElse("1"), flag("enable_2fa"));
    private static final Declaration DECLARATION = Declaration.of("admins", "Administrators", fields())
        .access(Access.of(Party.A, Party.R, Party.K, Party.L)).withJournal();

    private final AdminRows rows;
    private final Store store;
    private final Passwords passwords;

    public Administrators(Store store, Passwords passwords) {
        this.store = store;
        this.passwords = passwords;
        rows = new AdminRows(store.jdbc(), TABLE);
    }

    private static List<Field> fields() {
        List<Field> fields = new ArrayList<>(TABLE.fields());
        fields.add(text(PASSWORD, 72).secret());
        return fields;
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
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
        Role role = AdminRoles.of(values);
        AdminRoles.requireMaster(caller, role);
        Optional<String> password = values.text(PASSWORD);
        if (password.isEmpty() && !"ldap".equals(values.require("auth_mode"))) {
            throw ApiError.invalid(PASSWORD, "", "Password field is required");
        }
        requireFree("login", values.require("login"), 0);
        password.ifPresent(passwords::expect);
        Map<String, @Nullable Object> row = row(values, role, caller);
        long id = insert(row, values);
        password.ifPresent(text -> passwords.set(Passwords.Owner.ADMIN, id, PASSWORD, text));
        return Created.item(id);
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        long id = current.whole("id");
        boolean self = id == caller.id();
        Role before = AdminRoles.of(current);
        Role after = values.has(AdminRoles.FIELD) || !self ? AdminRoles.of(values) : before;
        if (self) {
            requireUnchanged(current, values);
        } else {
            AdminRoles.requireMaster(caller, before);
            AdminRoles.requireMaster(caller, after);
        }
        requireFree("login", values.require("login"), id);
        values.text("email").ifPresent(address -> requireFree("email", address, id));
        Map<String, @Nullable Object> row = self ? own(values) : row(values, after, caller);
        if (values.flag("enable_2fa") != current.fields().path("enable_2fa").asBoolean(false)) {
            row.put("otp_secret", null);
            row.put("show_otp_registration_info", values.flag("enable_2fa"));
        }
        store.update(ADMINS, id, row);
        values.text(PASSWORD).ifPresent(password -> passwords.set(Passwords.Owner.ADMIN, id, PASSWORD, password));
    }

    @Override
    public void delete(Item current, Caller caller) {
        long id = current.whole("id");
        if (id == caller.id()) {
            throw ApiError.forbidden("Cannot delete own user");
        }
        if (id == DEFAULT_SYSTEM_USER) {
            throw ApiError.forbidden("Cannot delete the default system user '%s'".formatted(current.text("login")));
        }
        AdminRoles.requireMaster(caller, AdminRoles.of(current));
        store.execute("delete from billing.admins where id = ?", id);
    }

    private long insert(Map<String, @Nullable Object> row, Values values) {
        values.text("email").ifPresent(address -> requireFree("email", address, 0));
        return store.unique("admin with login '%s' already exists".formatted(values.require("login")), () -> store.insert(ADMINS, row));
    }

    private Map<String, @Nullable Object> row(Values values, Role role, Caller caller) {
        Map<String, @Nullable Object> row = own(values);
        row.put("login", values.sql("login"));
        row.put("auth_mode", values.sql("auth_mode"));
        row.put(ResellerReference.FIELD, ResellerReference.of(values, caller, store));
        FLAGS.forEach(name -> row.put(name, values.sql(name)));
        row.putAll(AdminRoles.row(role));
        return row;
    }

    private static Map<String, @Nullable Object> own(Values values) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("email", values.sql("email"));
        row.put("enable_2fa", values.flag("enable_2fa"));
        return row;
    }

    /** What makes one's own rights stays as it is. */
    private static void requireUnchanged(Item current, Values values) {
        for (String name : NOT_BY_ONESELF) {
            String wanted = values.has(name) ? String.valueOf(values.sql(name)) : current.text(name);
            if (!wanted.equals(current.text(name))) {
                throw ApiError.forbidden("Cannot change the own field '%s'".formatted(name));
            }
        }
    }

    private void requireFree(String column, String value, long id) {
        if (store.exists("select 1 from billing.admins where " + column + " = ? and id <> ?", value, id)) {
            throw ApiError.unprocessable("admin with %s '%s' already exists".formatted(column, value));
        }
    }
}
