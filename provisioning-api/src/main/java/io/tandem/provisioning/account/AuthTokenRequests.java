package io.tandem.provisioning.account;

import java.time.Duration;
import java.util.List;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.login.AuthTokens;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import tools.jackson.databind.node.JsonNodeFactory;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code authtokens}: a token that somebody else exchanges for a web token of the caller, at {@code /login_jwt}. */
public final class AuthTokenRequests implements Resource.Acts {
    private static final long LONGEST = 86_400;
    private static final Declaration DECLARATION = Declaration.of("authtokens", "Tokens that are exchanged for a login",
        List.of(choice("type", "onetime", "expires").required(), whole("expires").orElse("10"))).access(Access.loggedIn());

    private final AuthTokens tokens;

    public AuthTokenRequests(AuthTokens tokens) {
        this.tokens = tokens;
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
    public Outcome act(Values values, Caller caller) {
        long seconds = values.requireWhole("expires");
        if (seconds < 1 || seconds > LONGEST) {
            throw ApiError.invalid("expires", Long.toString(seconds), "Value must be between 1 and %d seconds".formatted(LONGEST));
        }
        AuthTokens.Kind kind = "onetime".equals(values.require("type")) ? AuthTokens.Kind.ONETIME : AuthTokens.Kind.EXPIRES;
        String token = tokens.create(kind, caller, Duration.ofSeconds(seconds));
        return Outcome.shown(201, JsonNodeFactory.instance.objectNode().put("token", token));
    }
}
