package io.tandem.provisioning;

import java.util.EnumMap;
import java.util.Map;

import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.password.SaltedPassword;

/** Two resellers with customers and subscribers, and a caller of each role who belongs to the world OWN. */
final class IsolationTenants {
    private static final String PASSWORD = "geheim";
    private static final String STORED = SaltedPassword.of(PASSWORD).text();

    private final Map<World.Name, World> worlds = new EnumMap<>(World.Name.class);
    private final Map<Role, ApiClient> clients = new EnumMap<>(Role.class);
    private final ApiClient administrator;
    private ApiClient reader;

    private IsolationTenants(ApiClient administrator) {
        this.administrator = administrator;
        long reseller = reseller();
        String adminLogin = admin(reseller, "", "0");
        World own = world(World.Name.OWN, reseller, adminLogin, 0);
        worlds.put(World.Name.OWN, own);
        worlds.put(World.Name.SIBLING, world(World.Name.SIBLING, reseller, adminLogin, own.customer()));
        worlds.put(World.Name.NEIGHBOUR, world(World.Name.NEIGHBOUR, reseller, adminLogin, 0));
        long other = reseller();
        worlds.put(World.Name.FOREIGN, world(World.Name.FOREIGN, other, admin(other, "", "0"), 0));
        for (Role role : Role.values()) {
            if (!role.isSubscriber() && role != Role.GUEST) {
                clients.put(role, ApiClient.login(admin(reseller, flags(role), "0"), PASSWORD));
            }
        }
        clients.put(Role.SUBSCRIBER, ApiClient.subscriber(own.username() + "@" + own.domainName(), PASSWORD));
        World chief = world(World.Name.OWN, reseller, adminLogin, own.customer());
        World.insert("update provisioning.voip_subscribers set admin = 1 where id = ?", chief.subscriber());
        clients.put(Role.SUBSCRIBERADMIN, ApiClient.subscriber(chief.username() + "@" + chief.domainName(), PASSWORD));
        reader = ApiClient.login(admin(reseller, flags(Role.SYSTEM), "1"), PASSWORD);
    }

    static IsolationTenants made(ApiClient administrator) {
        return new IsolationTenants(administrator);
    }

    World world(World.Name name) {
        return worlds.get(name);
    }

    ApiClient client(Role role) {
        return clients.get(role);
    }

    /** May do all and write nothing. */
    ApiClient reader() {
        return reader;
    }

    private static long reseller() {
        long contract = World.insert("insert into billing.contracts (contact_id, product_id, status) values (1, 3, 'active')");
        return World.insert("insert into billing.resellers (contract_id, name, status) values (?, ?, 'active')", contract, "isolated-" + World.unique());
    }

    private World world(World.Name name, long reseller, String adminLogin, long sameCustomer) {
        int number = World.unique();
        long profile = World.insert("insert into billing.billing_profiles (reseller_id, handle, name) values (?, ?, ?)", reseller, "p" + number, "p" + number);
        long contact = made("customercontacts", "{\"email\": \"c%d@default.invalid\", \"reseller_id\": %d}".formatted(number, reseller));
        long customer = sameCustomer != 0 ? sameCustomer : made("customers", """
            {"contact_id": %d, "billing_profile_id": %d, "type": "sipaccount", "status": "active"}""".formatted(contact, profile));
        String domainName = "w%d.example.org".formatted(number);
        long domain = made("domains", "{\"domain\": \"%s\", \"reseller_id\": %d}".formatted(domainName, reseller));
        String username = "w" + number;
        long subscriber = made("subscribers", """
            {"domain_id": %d, "customer_id": %d, "username": "%s", "password": "testuser", "primary_number": {"cc": "43", "ac": "9", "sn": "%d"}}"""
            .formatted(domain, customer, username, number));
        World.insert("update provisioning.voip_subscribers set webpassword = ? where id = ?", STORED, subscriber);
        String uuid = administrator.get("/api/subscribers/" + subscriber).json().path("uuid").asString();
        return new World(name, reseller, contact, customer, profile, domain, domainName, subscriber, uuid, username, adminLogin);
    }

    private long made(String resource, String body) {
        return Long.parseLong(Sample.created(administrator.post("/api/" + resource + "/", body)));
    }

    private static String flags(Role role) {
        return switch (role) {
            case SYSTEM -> "is_system";
            case ADMIN -> "is_superuser";
            case CCAREADMIN -> "is_superuser is_ccare";
            case CCARE -> "is_ccare";
            case LINTERCEPT -> "lawful_intercept";
            case RESELLER, SUBSCRIBERADMIN, SUBSCRIBER, GUEST -> "";
        };
    }

    private static String admin(long reseller, String flags, String readOnly) {
        String login = "iso-" + World.unique();
        long id = World.insert("insert into billing.admins (reseller_id, role_id, login, saltedpass, is_master, call_data, read_only) values "
            + "(?, 3, ?, ?, 1, 1, ?)", reseller, login, STORED, readOnly);
        for (String flag : flags.split(" ", -1)) {
            if (!flag.isEmpty()) {
                World.insert("update billing.admins set " + flag + " = 1 where id = ?", id);
            }
        }
        return login;
    }
}
