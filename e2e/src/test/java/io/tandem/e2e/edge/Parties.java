package io.tandem.e2e.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;

import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.Tenant;
import io.tandem.e2e.RunningSuite;
import io.tandem.testkit.phone.Account;
import io.tandem.testkit.phone.Call;
import io.tandem.testkit.phone.Ladder;
import io.tandem.testkit.phone.Phone;
import io.tandem.testkit.phone.link.UdpLink;

/** Alice and Bob in a domain of the test's own. */
record Parties(Account alice, Account bob) {
    private static final Duration PATIENCE = RawParty.PATIENCE;

    /** @param number starts their subscriber numbers; one for each test class */
    static Parties provision(String domain, int number) throws Exception {
        Parties parties = new Parties(new Account("alice", domain, "alice-secret"), new Account("bob", domain, "bob-secret"));
        try (RestClient api = RunningSuite.get().api()) {
            Tenant tenant = Tenant.provision(api, domain);
            tenant.subscriber("alice", parties.alice.password(), number + "001");
            tenant.subscriber("bob", parties.bob.password(), number + "002");
        }
        return parties;
    }

    String domain() {
        return alice.domain();
    }

    static Phone at(String address, Account account) throws IOException {
        return Phone.open(account, UdpLink.open(InetAddress.getByName(address), RawParty.LB), new Ladder());
    }

    static Phone over(String transport, Account account) throws IOException {
        return RunningSuite.get().access().open(account, transport, new Ladder());
    }

    /** Both are registered; the callee answers and the caller hangs up. */
    void callAndHangUp(Phone caller, Phone callee, Account called) {
        Call call = caller.call("sip:" + called.username() + "@" + called.domain());
        Call answered = callee.awaitIncoming(PATIENCE).answer();
        call.awaitAnswered(PATIENCE);
        call.hangUp(PATIENCE);
        answered.awaitEnded(PATIENCE);
    }
}
