package io.tandem.provisioning.admin;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;

/** Which administrators an administrator may make, change and delete ({@code provisioning.md} §1.8), and how a role is stored. */
public final class AdminRoles {
    static final String FIELD = "role";
    /** The role of a row as an SQL expression; says the same as the flags do at a login. */
    static final String SQL = """
        case when a.is_system = 1 then 'system' when a.lawful_intercept = 1 then 'lintercept'
          when a.is_ccare = 1 and a.is_superuser = 1 then 'ccareadmin' when a.is_ccare = 1 then 'ccare'
          when a.is_superuser = 1 then 'admin' else 'reseller' end""";

    static final Field COLUMN = Field.choice(FIELD, "system", "admin", "reseller", "ccareadmin", "ccare", "lintercept");

    /** Ids in {@code billing.acl_roles}. */
    private static final Map<Role, Integer> ID = Map.of(Role.SYSTEM, 1, Role.ADMIN, 2, Role.RESELLER, 3, Role.CCAREADMIN, 4, Role.CCARE, 5,
        Role.LINTERCEPT, 6);

    private AdminRoles() {}

    /**
     * Roles below a caller's own. A reseller may not make customer care of the whole system, which the catalogue lists: it would see all tenants.
     */
    static Set<Role> managedBy(Role role) {
        return switch (role) {
            case SYSTEM -> EnumSet.range(Role.SYSTEM, Role.LINTERCEPT);
            case ADMIN -> EnumSet.of(Role.ADMIN, Role.RESELLER, Role.CCAREADMIN, Role.CCARE);
            case RESELLER -> EnumSet.of(Role.RESELLER, Role.CCARE);
            case CCAREADMIN -> EnumSet.of(Role.CCARE);
            case CCARE, LINTERCEPT, SUBSCRIBERADMIN, SUBSCRIBER, GUEST -> EnumSet.noneOf(Role.class);
        };
    }

    /** @throws ApiError 403 unless he is a master of such administrators */
    public static void requireMaster(Caller caller, Role of) {
        boolean master = caller.role() == Role.SYSTEM || caller.has(Caller.Right.MASTER);
        if (!master || !managedBy(caller.role()).contains(of)) {
            throw ApiError.forbidden("Invalid user");
        }
    }

    /** The role that a client wrote, by name or else by flags. */
    static Role of(Values values) {
        return values.text(FIELD).map(AdminRoles::of).orElseGet(() -> {
            if (values.flag("lawful_intercept")) {
                return Role.LINTERCEPT;
            }
            if (values.flag("is_ccare")) {
                return values.flag("is_superuser") ? Role.CCAREADMIN : Role.CCARE;
            }
            return values.flag("is_superuser") ? Role.ADMIN : Role.RESELLER;
        });
    }

    /** The role of a row. */
    public static Role of(Item admin) {
        return of(admin.text(FIELD));
    }

    private static Role of(String label) {
        return Role.valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** The columns that hold a role. */
    static Map<String, Object> row(Role role) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("role_id", ID.getOrDefault(role, 0));
        row.put("is_system", role == Role.SYSTEM);
        row.put("is_superuser", role.seesAllResellers());
        row.put("is_ccare", role == Role.CCAREADMIN || role == Role.CCARE);
        row.put("lawful_intercept", role == Role.LINTERCEPT);
        return row;
    }
}
