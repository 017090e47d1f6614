package io.tandem.provisioning.write;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import io.tandem.provisioning.message.Body;
import io.tandem.provisioning.message.EntityTag;
import io.tandem.provisioning.message.Prefer;
import io.tandem.provisioning.message.Request;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.resource.Values;
import tools.jackson.databind.node.ObjectNode;

/** Carries writes out. Writes to one item come after each other, so that what was read and checked still holds when it is replaced. Any thread. */
public final class Writes {
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final List<WriteListener> listeners;

    public Writes(Transactions transactions, Idempotency idempotency, List<WriteListener> listeners) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.listeners = List.copyOf(listeners);
    }

    public WriteResult create(Resource.Creates resource, Body body, Request request) {
        Values values = resource.declaration().form().read(body.fields(), body.files());
        WriteResult result = transactions.write(() -> idempotency.once(request, () -> create(resource, values, request)));
        return result.replayed() ? seen(result, after(resource, result.id(), request)) : result;
    }

    public void createAll(Resource.TakesCsv resource, List<List<String>> lines, Request request) {
        Query query = request.query();
        transactions.write(() -> {
            resource.createAll(lines, query, query.flag("purge_existing", false), request.caller());
            return lines;
        });
    }

    public void createMany(Resource.CreatesMany resource, List<ObjectNode> items, Request request) {
        List<Values> values = items.stream().map(resource.declaration().form()::read).toList();
        transactions.write(() -> {
            resource.createMany(values, request.query().flag("purge_existing", false), request.caller());
            return values;
        });
    }

    public Resource.Outcome act(Resource.Acts resource, Body body, Request request) {
        Values values = resource.declaration().form().read(body.fields(), body.files());
        return transactions.write(() -> idempotency.acted(request, () -> resource.act(values, request.caller())));
    }

    public void clear(Resource.Clears resource, Search search, Request request) {
        transactions.write(() -> {
            resource.clear(search, request.caller());
            return search;
        });
    }

    /** @param body of the new item, from the one that is there
     *  @throws ApiError 404, or 412 when {@code If-Match} names another state */
    public WriteResult replace(Resource.Replaces resource, String id, Function<Item, Body> body, Request request) {
        return transactions.write(lock(resource, id), () -> {
            Item current = current(resource, id, request);
            Body replacement = body.apply(current);
            resource.replace(current, resource.declaration().form().read(replacement.fields(), replacement.files()), request.caller());
            Optional<Item> after = isLookedAt(resource, request) ? resource.replaced(current, request.query(), request.caller()) : Optional.empty();
            tell(resource, after.isPresent() ? Written.Operation.UPDATE : Written.Operation.DELETE, after.orElse(current), request);
            return new WriteResult(id, Optional.empty(), after, false);
        });
    }

    public void delete(Resource.Deletes resource, String id, Request request) {
        transactions.write(lock(resource, id), () -> {
            Item current = current(resource, id, request);
            resource.delete(current, request.query(), request.caller());
            tell(resource, Written.Operation.DELETE, current, request);
            return current;
        });
    }

    private WriteResult create(Resource.Creates resource, Values values, Request request) {
        Resource.Created created = resource.create(values, request.query(), request.caller());
        Optional<Item> after = created.document().isPresent() ? Optional.empty() : after(resource, created.id(), request);
        after.ifPresent(item -> tell(resource, Written.Operation.CREATE, item, request));
        return new WriteResult(created.id(), created.document(), after, false);
    }

    private static WriteResult seen(WriteResult replayed, Optional<Item> item) {
        return new WriteResult(replayed.id(), replayed.document(), item, true);
    }

    private static Item current(Resource resource, String id, Request request) {
        Item current = resource.find(id, request.query(), request.caller())
            .orElseThrow(() -> ApiError.entityNotFound(resource.declaration().entity()));
        EntityTag.require(request, current);
        return current;
    }

    private static Optional<Item> after(Resource resource, String id, Request request) {
        return isLookedAt(resource, request) ? resource.find(id, request.query(), request.caller()) : Optional.empty();
    }

    /** Whether somebody looks at an item after it was written, so that it must be read. */
    private static boolean isLookedAt(Resource resource, Request request) {
        return resource.declaration().journaled() || Prefer.of(request) == Prefer.REPRESENTATION;
    }

    private void tell(Resource resource, Written.Operation operation, Item item, Request request) {
        Declaration declaration = resource.declaration();
        if (declaration.journaled()) {
            Written write = new Written(declaration, operation, item.id(), declaration.masked(item.fields()), request.caller(), UUID.randomUUID().toString());
            listeners.forEach(listener -> listener.written(write));
        }
    }

    private static String lock(Resource resource, String id) {
        return resource.declaration().path(id);
    }
}
