package io.tandem.provisioning.account;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.admin.AdminRoles;
import io.tandem.provisioning.login.Account;
import io.tandem.provisioning.login.Accounts;
import io.tandem.provisioning.login.SecondFactors;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code otpsecret}: what an authenticator app needs to know, until the first good one-time password; DELETE throws a secret away, so
 * that the next GET makes another. Masters reset administrators below them, administrators subscribers in their scope.
 */
public final class OtpSecret implements Resource.ShowsFile, Resource.Clears {
    private static final String ADMIN = "admin_id";
    private static final String SUBSCRIBER = "subscriber_id";
    private static final Declaration DECLARATION = Declaration.of("otpsecret", "The secret of one-time passwords; as image/png its QR code",
        List.of(text("secret").readOnly(), text("uri").readOnly(), whole(ADMIN).readOnly().filter(), whole(SUBSCRIBER).readOnly().filter()))
        .access(Access.loggedIn());

    private final Accounts accounts;
    private final SecondFactors factors;
    private final Resource admins;
    private final Resource subscribers;

    /** @param admins resource that knows which administrators a caller sees
     * @param subscribers the same for subscribers */
    public OtpSecret(Accounts accounts, SecondFactors factors, Resource admins, Resource subscribers) {
        this.accounts = accounts;
        this.factors = factors;
        this.admins = admins;
        this.subscribers = subscribers;
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
    public ObjectNode show(Query query, Caller caller) {
        Account own = own(caller);
        boolean shownNoMore = !own.otp().enrolling() && !own.otp().secret().isEmpty();
        if (!own.otp().required() || shownNoMore) {
            throw ApiError.entityNotFound("otpsecret");
        }
        String secret = own.otp().secret().isEmpty() ? factors.enrol(caller) : own.otp().secret();
        String label = URLEncoder.encode("Tandem:" + caller.login(), StandardCharsets.UTF_8).replace("+", "%20");
        return JsonNodeFactory.instance.objectNode().put("secret", secret)
            .put("uri", "otpauth://totp/%s?secret=%s&issuer=Tandem&algorithm=SHA1&digits=6&period=30".formatted(label, secret));
    }

    @Override
    public String fileType() {
        return QrCode.MEDIA_TYPE;
    }

    @Override
    public Document file(ObjectNode shown) {
        return new Document(QrCode.MEDIA_TYPE, "", QrCode.png(shown.path("uri").asString()));
    }

    @Override
    public void clear(Search search, Caller caller) {
        Optional<Long> admin = id(search, ADMIN);
        Optional<Long> subscriber = id(search, SUBSCRIBER);
        if (admin.isPresent() && admin.get() != caller.id()) {
            resetAdmin(admin.get(), caller);
        } else if (subscriber.isPresent()) {
            resetSubscriber(subscriber.get(), caller);
        } else if (caller.role().isSubscriber()) {
            factors.resetSubscriber(caller.id());
        } else {
            factors.resetAdmin(caller.id());
        }
    }

    private void resetAdmin(long id, Caller caller) {
        Item target = admins.find(Long.toString(id), caller).orElseThrow(() -> ApiError.entityNotFound("admin"));
        AdminRoles.requireMaster(caller, AdminRoles.of(target));
        factors.resetAdmin(id);
    }

    private void resetSubscriber(long id, Caller caller) {
        if (subscribers.find(Long.toString(id), caller).isEmpty()) {
            throw ApiError.entityNotFound("subscriber");
        }
        factors.resetSubscriber(id);
    }

    private Account own(Caller caller) {
        return caller.line().map(line -> accounts.subscriber(line.uuid())).orElseGet(() -> accounts.admin(caller.id()))
            .orElseThrow(() -> ApiError.entityNotFound("otpsecret"));
    }

    private static Optional<Long> id(Search search, String filter) {
        return Optional.ofNullable(search.filters().get(filter)).map(text -> {
            if (!text.matches("\\d{1,18}")) {
                throw ApiError.badRequest("Invalid query parameter %s='%s', an id is needed.".formatted(filter, text));
            }
            return Long.valueOf(text);
        });
    }
}
