package io.tandem.proxy.trunk;

import java.util.List;
import java.util.Optional;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.sip.auth.DigestChallenge;
import io.tandem.sip.auth.MalformedCredentialsException;
import io.tandem.sip.auth.Qop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who we are at a peer. Immutable.
 * @param realm the only one whose challenges are answered; any if it is empty */
public record TrunkCredentials(String user, String password, Optional<String> realm) {
    private static final Logger LOG = LoggerFactory.getLogger(TrunkCredentials.class);

    /** @param owner a server or a subscriber
     *  @return empty without user and password */
    static Optional<TrunkCredentials> of(Preferences owner) {
        return owner.get(CallPreferences.PEER_AUTH_USER).filter(user -> user.chars().noneMatch(c -> c < ' ')).flatMap(user -> owner
                .get(CallPreferences.PEER_AUTH_PASS).map(password -> new TrunkCredentials(user, password, owner.get(CallPreferences.PEER_AUTH_REALM))));
    }

    /** The first challenge that can be answered: the peer prefers it (RFC 8760 §2.4). */
    public Optional<DigestChallenge> choose(List<String> challenges) {
        return challenges.stream().map(TrunkCredentials::parse).flatMap(Optional::stream).filter(this::isAnswerable).findFirst();
    }

    private boolean isAnswerable(DigestChallenge challenge) {
        return (realm.isEmpty() || realm.get().equals(challenge.realm())) && (challenge.qop().isEmpty() || challenge.qop().contains(Qop.AUTH));
    }

    private static Optional<DigestChallenge> parse(String challenge) {
        try {
            return Optional.of(DigestChallenge.parse(challenge));
        } catch (MalformedCredentialsException | IllegalArgumentException other) { // another algorithm or scheme, or no nonce: the next one may do
            LOG.debug("challenge '{}' passed over: {}", challenge, other.getMessage());
            return Optional.empty();
        }
    }

    /** Without the password, which must not get into logs. */
    @Override
    public String toString() {
        return user + realm.map(named -> " in " + named).orElse("");
    }
}
