package io.tandem.proxy;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.tandem.data.credit.CreditRequest;
import io.tandem.data.tariff.Affordable;
import io.tandem.proxy.auth.Authenticator;
import io.tandem.proxy.auth.ThirdPartyCallers;
import io.tandem.proxy.auth.TrustedCallers;
import io.tandem.proxy.caller.PartyLoader;
import io.tandem.proxy.credit.CreditStep;
import io.tandem.proxy.credit.Prepaid;
import io.tandem.proxy.emergency.EmergencyLoader;
import io.tandem.proxy.emergency.EmergencyMode;
import io.tandem.proxy.emergency.ShortCodes;
import io.tandem.proxy.location.LoadBalancerStarts;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.number.CalleeLookup;
import io.tandem.proxy.number.Gruus;
import io.tandem.proxy.number.SpeedDial;
import io.tandem.proxy.peer.PeerRouting;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.CallPlan;
import io.tandem.proxy.plan.ForwardDecisions;
import io.tandem.proxy.plan.Verdict;
import io.tandem.proxy.portability.PortabilityLookup;
import io.tandem.proxy.registrar.Registrar;
import io.tandem.proxy.route.Elements;
import io.tandem.proxy.route.RequestPlan;
import io.tandem.proxy.vsc.ServiceCodes;
import io.tandem.sip.auth.Nonces;

/** What the plans of requests and calls stand on, from the surroundings of the core. */
final class CallPlanParts {
    private CallPlanParts() {}

    /** By how it counts. */
    static Function<CallPlan.Counting, CallPlan> plans(Surroundings around, ProxySettings settings, CalleeLookup callees, Locations locations,
                                                       PeerRouting peers, ForwardDecisions forwards, CallPlan.Pbx pbx) {
        return counting -> new CallPlan(new PartyLoader(around.tables()), callees, locations, peers, numbers(around, settings), forwards, counting, pbx);
    }

    static CallPlan.Counting counting(Surroundings around, ProxySettings settings) {
        return new CallPlan.Counting(around.loops()::count, around.ledger()::take, around.ledger()::look,
                credit(around, settings, around.credit()::reserve), true);
    }

    static CallPlan.Counting looking(Surroundings around, ProxySettings settings) {
        return new CallPlan.Counting(around.loops()::look, around.ledger()::look, around.ledger()::look,
                credit(around, settings, around.credit()::look), false);
    }

    private static Function<Attempt, CompletionStage<Verdict>> credit(Surroundings around, ProxySettings settings,
                                                                      Function<CreditRequest, CompletionStage<Affordable>> office) {
        return new CreditStep(settings.call(), new Prepaid(around.tables(), office))::verdict;
    }

    private static CallPlan.Numbers numbers(Surroundings around, ProxySettings settings) {
        return new CallPlan.Numbers(new PortabilityLookup(around.tables(), settings.lnp()),
                new EmergencyLoader(around.tables(), new EmergencyMode(settings.emergencyMode())),
                new ShortCodes(settings.fritzBox()), new SpeedDial(around.tables()), around.stir().verifier(settings.stir()),
                new ServiceCodes(settings.vsc()), around.dialled(), new Gruus(around.secret()));
    }

    static RequestPlan.Sources sources(Surroundings around, ProxySettings settings, Elements elements, CalleeLookup callees, PeerRouting peers,
                                       Locations locations, LoadBalancerStarts starts) {
        Nonces nonces = new Nonces(around.secret(), settings.auth().nonceLifetime(), around.clock());
        return new RequestPlan.Sources(elements, new Authenticator(around.subscribers(), around.scheduler(), nonces, settings.auth()),
                new TrustedCallers(around.tables(), around.subscribers()), new ThirdPartyCallers(around.subscribers()), callees, peers,
                new Registrar(settings.registrar(), locations, around.clock(), new Gruus(around.secret())), starts,
                around.clock(), new EmergencyMode(settings.emergencyMode()));
    }
}
