package io.tandem.provisioning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.rest.Api;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Every resource that the running API declares, as every role, with every method, on rows of one's own and of others ({@code provisioning.md} §1.8).
 * What must come out follows from the declaration and from whose the row is by its fixture; a resource without a fixture fails.
 */
class IsolationIT {
    private static final Set<Role> ROLES = EnumSet.range(Role.SYSTEM, Role.SUBSCRIBER);
    private static final ApiClient ADMINISTRATOR = ApiClient.administrator();
    private static IsolationTenants tenants;

    @BeforeAll static void tenants() {
        tenants = IsolationTenants.made(ADMINISTRATOR);
    }

    @Test void everyResourceHasAFixture() {
        Set<String> missing = new TreeSet<>(resources().stream().map(resource -> resource.declaration().name()).toList());
        IsolationFixtures.ALL.forEach(fixture -> missing.remove(fixture.resource()));
        assertThat(missing).as("""
            resources whose tenant isolation nobody has seen. Add one line each to IsolationFixtures: post(name, owner, w -> body) if POST makes rows, \
            row(name, owner, w -> id) if they come about otherwise, none(name) for an action""").isEmpty();
    }

    @Test void nobodyGetsInWithoutCredentials() {
        for (Resource resource : resources()) {
            if (!resource.declaration().access().permits(Role.GUEST, Operation.CREATE)) {
                assertThat(ApiClient.anonymous().get(resource.declaration().path()).status()).as(resource.declaration().name()).isEqualTo(401);
            }
        }
    }

    @TestFactory Stream<DynamicTest> everyRoleDoesWhatTheDeclarationSaysWithTheRowsInItsScope() {
        return IsolationFixtures.ALL.stream().flatMap(fixture -> ROLES.stream()
            .map(role -> DynamicTest.dynamicTest(fixture.resource() + " " + fixture.owner() + " as " + role, () -> new Trial(fixture, role).run())));
    }

    @TestFactory Stream<DynamicTest> whoMayOnlyReadWritesNothing() {
        return IsolationFixtures.ALL.stream().map(fixture -> DynamicTest.dynamicTest(fixture.resource(), () -> {
            Resource resource = resource(fixture.resource());
            ApiClient reader = tenants.reader();
            for (Operation operation : offered(resource)) {
                if (operation.writes() && !resource.openToReaders()) {
                    assertThat(Trial.ask(reader, operation, resource, "1", "{}").status()).as("%s", operation).isEqualTo(403);
                }
            }
        }));
    }

    private static Collection<Resource> resources() {
        return RunningApi.bean(Api.class).resources();
    }

    private static Resource resource(String name) {
        return resources().stream().filter(resource -> resource.declaration().name().equals(name)).findFirst()
            .orElseGet(() -> fail("IsolationFixtures names %s, which the API does not have", name));
    }

    private static Set<Operation> offered(Resource resource) {
        EnumSet<Operation> offered = EnumSet.noneOf(Operation.class);
        if (!(resource instanceof Resource.Acts)) {
            offered.add(Operation.LIST);
        }
        if (!(resource instanceof Resource.Acts || resource instanceof Resource.Shows)) {
            offered.add(Operation.READ);
        }
        Map.of(Operation.CREATE, resource instanceof Resource.Creates || resource instanceof Resource.Acts,
            Operation.CLEAR, resource instanceof Resource.Clears, Operation.REPLACE, resource instanceof Resource.Replaces,
            Operation.DELETE, resource instanceof Resource.Deletes).forEach((operation, is) -> {
                if (is) {
                    offered.add(operation);
                }
            });
        return offered;
    }

    /** One resource and one role. */
    private static final class Trial {
        private final Fixture fixture;
        private final Role role;
        private final Resource resource;
        private final ApiClient client;
        private final Map<World.Name, String> ids = new EnumMap<>(World.Name.class);

        Trial(Fixture fixture, Role role) {
            this.fixture = fixture;
            this.role = role;
            this.resource = resource(fixture.resource());
            this.client = tenants.client(role);
        }

        void run() {
            Set<Operation> permitted = EnumSet.noneOf(Operation.class);
            offered(resource).stream().filter(operation -> resource.declaration().access().permits(role, operation)).forEach(permitted::add);
            optionsSayWhatIsPermitted(permitted);
            for (Operation operation : offered(resource)) {
                if (!permitted.contains(operation)) {
                    ApiClient.Answer refused = ask(client, operation, resource, "1", "{}");
                    assertThat(refused.status()).as("%s %s", operation, refused.text()).isEqualTo(403);
                    assertThat(refused.message()).as("%s", operation).isEqualTo("Invalid user");
                }
            }
            if (fixture.body().isPresent() || fixture.row().isPresent()) {
                for (World.Name name : World.Name.values()) {
                    rowsOf(tenants.world(name), permitted);
                    remove(tenants.world(name));
                }
            }
        }

        /** The next row of its kind must find its place free. */
        private void remove(World world) {
            String id = ids.remove(world.name());
            if (id != null && !fixture.kept() && resource instanceof Resource.Deletes) {
                ADMINISTRATOR.delete(resource.declaration().path(id));
            }
        }

        private void optionsSayWhatIsPermitted(Set<Operation> permitted) {
            ApiClient.Answer options = client.send("OPTIONS", resource.declaration().path(), "");
            assertThat(options.status()).as("OPTIONS").isEqualTo(permitted.isEmpty() ? 403 : 200);
            if (!permitted.isEmpty()) {
                List<String> methods = new ArrayList<>(List.of("OPTIONS"));
                permitted.stream().filter(Operation::onCollection).forEach(operation -> methods.addAll(operation.methods()));
                assertThat(options.header("Allow").split(", ")).containsExactlyInAnyOrderElementsOf(methods);
            }
        }

        private void rowsOf(World world, Set<Operation> permitted) {
            boolean seen = !fixture.hidden().contains(role) && isInScope(world);
            for (Operation operation : permitted) {
                switch (operation) {
                    case LIST -> list(world, seen);
                    case CREATE -> create(world, seen);
                    case READ -> expect(world, seen, ask(client, operation, resource, id(world), ""), 200, operation);
                    case REPLACE -> replace(world, seen);
                    case DELETE -> delete(world, seen);
                    case CLEAR -> { }
                }
            }
        }

        private boolean isInScope(World world) {
            boolean sameReseller = world.name() != World.Name.FOREIGN;
            boolean sameCustomer = world.name() == World.Name.OWN || world.name() == World.Name.SIBLING;
            return switch (fixture.owner()) {
                case SYSTEM -> true;
                case RESELLER -> role.seesAllResellers() || sameReseller;
                case CUSTOMER -> role.seesAllResellers() || (role.isSubscriber() ? sameCustomer : sameReseller);
                case SUBSCRIBER -> role.seesAllResellers() || (role == Role.SUBSCRIBER ? world.name() == World.Name.OWN
                    : role == Role.SUBSCRIBERADMIN ? sameCustomer : sameReseller);
                case OTHER_SUBSCRIBER -> role.seesAllResellers() || role != Role.SUBSCRIBER && (role == Role.SUBSCRIBERADMIN ? sameCustomer : sameReseller);
            };
        }

        private void list(World world, boolean seen) {
            ApiClient.Answer listing = client.get(resource.declaration().path() + "?id=" + id(world));
            assertThat(listing.status()).as("LIST %s", listing.text()).isEqualTo(200);
            assertThat(listing.json().path("total_count").asInt()).as("LIST finds the row of %s", world.name()).isEqualTo(seen ? 1 : 0);
        }

        /** Who writes into another's scope is refused, or what he writes is his. */
        private void create(World world, boolean seen) {
            if (fixture.body().isEmpty()) {
                return;
            }
            remove(world);
            ApiClient.Answer made = ask(client, Operation.CREATE, resource, "", fixture.body().get().apply(world));
            if (seen) {
                assertThat(made.status()).as("CREATE in %s: %s", world.name(), made.text()).isEqualTo(201);
            } else if (made.status() == 201) {
                assertThat(client.get(made.header("Location")).status()).as("CREATE in %s made what the caller does not see", world.name()).isEqualTo(200);
            } else {
                assertThat(made.status()).as("CREATE in %s: %s", world.name(), made.text()).isIn(403, 404, 422);
            }
            if (made.status() == 201 && resource instanceof Resource.Deletes) {
                ADMINISTRATOR.delete(made.header("Location"));
            }
        }

        private void replace(World world, boolean seen) {
            if (fixture.kept()) {
                return;
            }
            ObjectNode body = (ObjectNode) ADMINISTRATOR.get(resource.declaration().path(id(world))).json();
            body.remove("_links");
            expect(world, seen, ask(client, Operation.REPLACE, resource, id(world), body.toString()), 200, Operation.REPLACE);
            expect(world, seen, client.patch(resource.declaration().path(id(world)), "[]"), 200, Operation.REPLACE);
        }

        private void delete(World world, boolean seen) {
            if (!fixture.kept()) {
                expect(world, seen, ask(client, Operation.DELETE, resource, id(world), ""), 204, Operation.DELETE);
                if (seen && !fixture.readers().contains(role)) {
                    ids.remove(world.name());
                }
            }
        }

        private void expect(World world, boolean seen, ApiClient.Answer answer, int success, Operation operation) {
            boolean refused = operation.writes() && fixture.readers().contains(role);
            assertThat(answer.status()).as("%s a row of %s: %s", operation, world.name(), answer.text()).isEqualTo(!seen ? 404 : refused ? 403 : success);
        }

        private String id(World world) {
            return ids.computeIfAbsent(world.name(), _ -> fixture.row().map(row -> row.apply(world))
                .orElseGet(() -> Sample.created(ADMINISTRATOR.post(resource.declaration().path(), fixture.body().orElseThrow().apply(world)))));
        }

        static ApiClient.Answer ask(ApiClient client, Operation operation, Resource resource, String id, String body) {
            String collection = resource.declaration().path();
            return switch (operation) {
                case LIST -> client.get(collection);
                case CREATE -> client.post(collection, body);
                case CLEAR -> client.delete(collection);
                case READ -> client.get(collection + id);
                case REPLACE -> resource instanceof Resource.Patches ? client.patch(collection + id, "[]") : client.put(collection + id, body);
                case DELETE -> client.delete(collection + id);
            };
        }
    }
}
