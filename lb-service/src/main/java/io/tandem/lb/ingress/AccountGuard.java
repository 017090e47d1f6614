package io.tandem.lb.ingress;

import io.tandem.lb.account.AccountScreen;
import io.tandem.lb.sanity.CredentialsSyntax;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.lb.wire.AddressView;
import io.tandem.lb.wire.ByteText;
import io.tandem.lb.wire.HeaderCode;
import io.tandem.lb.wire.MethodCode;
import io.tandem.lb.wire.UriView;
import io.tandem.lb.wire.WireMessage;
import io.tandem.sip.bytes.Bytes;

/** Refuses an account from a source that has guessed its password too often (signalling.md §1.5). Loop thread. */
public final class AccountGuard {

    public static final Verdict.Answer TRY_AGAIN = Verdict.answer(403, "Try again later");
    private static final byte[] USERNAME = Bytes.ascii("username");

    private final AccountScreen accounts;
    private final ByteText account = new ByteText(256);

    public AccountGuard(AccountScreen accounts) {
        this.accounts = accounts;
    }

    /** After sanity: the credentials can be read. Those that count are those that the proxy looks at, and read as it reads them: else somebody could
     * show us other ones, or the same ones in another writing, and guess on. */
    public Verdict check(Passage passage) {
        int method = passage.message().method();
        if (accounts.isIdle(passage.nowNanos()) || passage.isInDialog() || method == MethodCode.ACK || method == MethodCode.CANCEL) {
            return Verdict.NEXT;
        }
        int line = passage.message().first(method == MethodCode.REGISTER ? HeaderCode.AUTHORIZATION : HeaderCode.PROXY_AUTHORIZATION);
        boolean banned = line >= 0 ? withCredentials(passage, line) : method == MethodCode.REGISTER && claimed(passage);
        return banned ? TRY_AGAIN : Verdict.NEXT;
    }

    /** A request may carry credentials for several realms (RFC 3261 §22.3); a proxy takes those for the domain of From. */
    private boolean withCredentials(Passage passage, int first) {
        WireMessage message = passage.message();
        UriView from = from(passage);
        if (!from.isSip()) {
            return false;
        }
        boolean banned = false;
        for (int line = first; line >= 0 && !banned; line = message.next(line)) {
            int user = CredentialsSyntax.find(message.data(), message.valueStart(line), message.valueEnd(line), USERNAME);
            if (user >= 0) {
                account.clear();
                CredentialsSyntax.write(account, message.data(), user, message.valueEnd(line));
                int end = account.length();
                account.add(from.data(), from.hostStart(), from.hostEnd());
                banned = accounts.check(account.bytes(), 0, end, end, account.length(), passage.source(), passage.nowNanos());
            }
        }
        return banned;
    }

    private static UriView from(Passage passage) {
        AddressView address = passage.address();
        address.read(passage.message().data(), passage.valueStart(HeaderCode.FROM), passage.valueEnd(HeaderCode.FROM));
        return address.uri();
    }

    private boolean claimed(Passage passage) {
        UriView uri = from(passage);
        return uri.isSip() && accounts.checkClaimed(uri.data(), uri.userStart(), uri.userEnd(), uri.hostStart(), uri.hostEnd(), passage.source(),
                passage.nowNanos());
    }
}
