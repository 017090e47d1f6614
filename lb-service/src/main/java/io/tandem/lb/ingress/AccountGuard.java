package io.tandem.lb.ingress;

import io.tandem.lb.account.AccountScreen;
import io.tandem.lb.sanity.CredentialsSyntax;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.wire.AddressView;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.MethodCode;
import io.tandem.lb.wire.UriView;
import io.tandem.sip.bytes.Bytes;

/** Refuses an account from a source that has guessed its password too often (signalling.md §1.5). */
public final class AccountGuard {

    public static final Verdict.Answer TRY_AGAIN = Verdict.answer(403, "Try again later");
    private static final byte[] USERNAME = Bytes.ascii("username");
    private static final byte[] REALM = Bytes.ascii("realm");

    private final AccountScreen accounts;

    public AccountGuard(AccountScreen accounts) {
        this.accounts = accounts;
    }

    /** After sanity: the credentials can be read. */
    public Verdict check(Passage passage) {
        int method = passage.message().method();
        if (accounts.isIdle(passage.nowNanos()) || passage.isInDialog() || method == MethodCode.ACK || method == MethodCode.CANCEL) {
            return Verdict.NEXT;
        }
        int line = passage.message().first(HeaderCode.AUTHORIZATION);
        int credentials = line >= 0 ? line : passage.message().first(HeaderCode.PROXY_AUTHORIZATION);
        boolean banned = credentials >= 0 ? withCredentials(passage, credentials) : method == MethodCode.REGISTER && claimed(passage);
        return banned ? TRY_AGAIN : Verdict.NEXT;
    }

    private boolean withCredentials(Passage passage, int line) {
        byte[] data = passage.message().data();
        int from = passage.message().valueStart(line);
        int to = passage.message().valueEnd(line);
        int user = CredentialsSyntax.find(data, from, to, USERNAME);
        int realm = CredentialsSyntax.find(data, from, to, REALM);
        return user >= 0 && realm >= 0 && accounts.check(data, user, CredentialsSyntax.endOfValue(data, user, to), realm,
                CredentialsSyntax.endOfValue(data, realm, to), passage.source(), passage.nowNanos());
    }

    private boolean claimed(Passage passage) {
        AddressView from = passage.address();
        boolean read = from.read(passage.message().data(), passage.valueStart(HeaderCode.FROM), passage.valueEnd(HeaderCode.FROM));
        UriView uri = from.uri();
        return read && uri.isSip() && accounts.checkClaimed(uri.data(), uri.userStart(), uri.userEnd(), uri.hostStart(), uri.hostEnd(), passage.source(),
                passage.nowNanos());
    }
}
