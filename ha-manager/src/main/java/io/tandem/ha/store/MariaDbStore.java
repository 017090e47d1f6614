package io.tandem.ha.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.tandem.ha.recovery.CrashRecovery;
import io.tandem.ha.recovery.CrashRecovery.Protection;
import io.tandem.ha.store.StoreProperties.DatabasePair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's MariaDB, 10.11 or later: writable on the active node, and a read-only replica by GTID on the other one, where semi-synchronous replication has
 * each commit before the writer hears of it. What its own configuration must say: handbook, high availability.
 */
final class MariaDbStore implements Store {
    private static final Logger log = LoggerFactory.getLogger(MariaDbStore.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration OWN_ANSWER = Duration.ofSeconds(15);
    /** A peer that does not answer must not hold up the take-over for long. */
    private static final Duration PEER_PATIENCE = Duration.ofMillis(300);
    private static final long LET_GO_MILLIS = 1_000;
    private static final long APPLY_MILLIS = 5_000;
    private static final long TURN_MILLIS = 20;
    /** Transactions a replica may lack when commits begin to wait for it. */
    private static final long UNDER_WAY = 50;
    private static final String WAITS = "rpl_semi_sync_master_enabled";
    private static final String READ_ONLY = "read_only";
    /** Commits of which writers were told without a word of the replica, since this server's start. */
    private static final String ALONE = "Rpl_semi_sync_master_no_tx";
    /** By the server's own clock, which may have been set since: the same as long as it runs. */
    private static final String STARTED = "SELECT UNIX_TIMESTAMP() - variable_value FROM information_schema.global_status WHERE variable_name='UPTIME'";
    private static final String YES = "Yes";
    /** Held by whoever seeds this server: until that is done it has no position, and would be sent everything from the first transaction on. */
    private static final String SEEDED = "tandem.seed";
    private static final String EMPTY = "there is no schema 'accounting' in this node's database, and %s; seed it, or go on without data"
            + " by 'tandem ha make-active --force': handbook, high availability";
    /** Not the HA managers' sessions, this one and the peer's, the replication's threads, or whoever follows this server. */
    private static final String CLIENTS = "SELECT id FROM information_schema.processlist WHERE user<>SUBSTRING_INDEX(USER(), '@', 1)"
            + " AND user NOT IN ('system user', 'event_scheduler') AND command NOT IN ('Daemon', 'Binlog Dump', 'Slave_IO', 'Slave_SQL', 'Slave_worker')";

    private final DatabasePair pair;
    private final MariaDbEpoch epochs;
    private final Divergence divergence;
    private final CrashRecovery recovery;
    private String alone = "";
    private long epoch;
    /** The peer's server has taken writes since this node is standby. */
    private boolean peerWrites;

    /** @param folder where transactions are saved that only this node has */
    MariaDbStore(DatabasePair pair, String pairName, Path folder) { this(pair, pairName, folder, Divergence.PROGRAM); }

    /** @param saver a program with the arguments of mariadb-binlog */
    MariaDbStore(DatabasePair pair, String pairName, Path folder, String saver) {
        this.pair = pair;
        epochs = new MariaDbEpoch(pairName);
        divergence = new Divergence(pair, folder, saver);
        recovery = new CrashRecovery(folder);
    }

    @Override public String name() { return "database"; }

    private MariaDb own() throws StoreException { return MariaDb.open(pair.url(), pair.username(), pair.password(), PATIENCE, OWN_ANSWER); }

    private MariaDb peer() throws StoreException { return MariaDb.open(pair.peerUrl(), pair.username(), pair.password(), PEER_PATIENCE, PATIENCE); }

    /** Nothing comes from the peer any more, what has come is applied, then others may write. */
    @Override public void promote(Order order) throws StoreException {
        divergence.close();
        keepAll();
        epoch = order.epoch();
        try (MariaDb own = own()) {
            withdraw();
            Map<String, String> state = own.replication();
            if (peerWrites && !follows(state)) {
                log.error("this node's database did not follow the peer's: what was written there since is missing here ({})", errors(state));
            }
            peerWrites = false;
            if (!state.isEmpty()) {
                awaitLastOfPeer(own, order);
                own.run("STOP SLAVE IO_THREAD");
                apply(own, order);
                own.run("STOP SLAVE");
            }
            if (!order.forced()) refuseEmpty(own);
            order.check();
            refuseEarlier(own, order.epoch());
            epochs.raise(own, order.epoch());
            order.check();
            if (own.isOn(READ_ONLY)) {
                own.set(WAITS, false); // nobody follows yet
                own.set(READ_ONLY, false);
            }
        }
    }

    /** Without a schema this is the first start of the pair, or a node that never got its copy: only the peer knows. */
    private void refuseEmpty(MariaDb own) throws StoreException {
        if (MariaDbEpoch.hasSchema(own)) return;
        boolean peerHas;
        try (MariaDb peer = peer()) {
            peerHas = MariaDbEpoch.hasSchema(peer);
        } catch (StoreException e) {
            throw new StoreException(EMPTY.formatted("the peer's does not answer: " + e.getMessage()), e);
        }
        if (peerHas) throw new StoreException(EMPTY.formatted("the peer's has it: this node has not got its copy"));
    }

    /** Of a database that somebody has put in place under a writable server, too. */
    private void refuseEarlier(MariaDb own, long epoch) throws StoreException {
        long holds = epochs.held(own);
        if (holds <= epoch) return;
        if (!own.isOn(READ_ONLY)) takeNoWrites(own);
        throw new StoreException("it has seen epoch " + holds + " already, this node is active in " + epoch + ": whose data is it?");
    }

    /** A peer that lets go in good order is read-only in a moment, and what it has then comes here first. One that is dead, or goes on writing, is not waited
     * for: its replication stops, so that what it writes from now on stays with it. */
    private void awaitLastOfPeer(MariaDb own, Order order) throws StoreException {
        if (!YES.equals(own.replication().get("Slave_IO_Running"))) return;
        try (MariaDb peer = peer()) {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LET_GO_MILLIS);
            while (!peer.isOn(READ_ONLY)) {
                if (System.nanoTime() - end > 0) {
                    log.warn("the peer's database still takes writes; what it has not sent by now stays with it");
                    return;
                }
                pause(order);
            }
            awaitPosition(own, peer.position(), order);
        } catch (StoreException e) {
            order.check();
            log.info("the peer's database does not answer, nothing of it is waited for: {}", e.getMessage());
        }
    }

    private static void awaitPosition(MariaDb own, GtidPosition wanted, Order order) throws StoreException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(APPLY_MILLIS);
        while (wanted.beyond(own.position()) > 0) {
            if (System.nanoTime() - end > 0) {
                log.warn("the peer's database has up to {}, of which {} transactions have not come", wanted, wanted.beyond(own.position()));
                return;
            }
            pause(order);
        }
    }

    private static void apply(MariaDb own, Order order) throws StoreException {
        Map<String, String> state = own.replication();
        GtidPosition received = GtidPosition.parse(state.getOrDefault("Gtid_IO_Pos", ""));
        if (received.beyond(own.position()) > 0 && !YES.equals(state.get("Slave_SQL_Running"))) own.run("START SLAVE SQL_THREAD");
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(APPLY_MILLIS);
        for (long rest = received.beyond(own.position()); rest > 0; rest = received.beyond(own.position())) {
            state = own.replication();
            if (!YES.equals(state.get("Slave_SQL_Running"))) {
                log.error("{} transactions of the peer cannot be applied here; the peer reports them when it is back: {}", rest, state.get("Last_SQL_Error"));
                return;
            }
            if (System.nanoTime() - end > 0) throw new StoreException(rest + " transactions of the peer are not applied yet");
            pause(order);
        }
    }

    private static void pause(Order order) throws StoreException {
        order.check();
        try {
            TimeUnit.MILLISECONDS.sleep(TURN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("the HA manager ends", e);
        }
    }

    @Override public boolean isPromoted() throws StoreException {
        keepAll();
        try (MariaDb own = own()) {
            return !own.isOn(READ_ONLY) && epochs.isHeld(own);
        }
    }

    /** A server that starts on the active node: the peer may have what it would cut off, and its numbers would be given twice. */
    private void keepAll() throws StoreException {
        try {
            if (recovery.isAsked()) recovery.answer(false);
        } catch (IOException e) {
            throw new StoreException("the server that starts gets no answer: " + e.getMessage(), e);
        }
    }

    /** A server that starts on a standby, which was active: nothing is said before the peer has taken over. */
    private void answer() throws StoreException {
        if (!recovery.isAsked()) return;
        try {
            Optional<Protection> last = recovery.protection();
            if (last.isEmpty()) {
                recovery.answer(false);
                return;
            }
            try (MariaDb peer = peer()) {
                if (!peer.isOn(READ_ONLY) && epochs.held(peer) > last.get().epoch()) recovery.answer(hasAll(peer, last.get()));
            }
        } catch (IOException e) {
            throw new StoreException("the server that starts gets no answer: " + e.getMessage(), e);
        }
    }

    /** Has it taken over with all that it had received, and has not lost any of that by a start of its own? */
    private static boolean hasAll(MariaDb peer, Protection last) throws StoreException {
        Map<String, String> state = peer.replication();
        GtidPosition received = GtidPosition.parse(state.getOrDefault("Gtid_IO_Pos", ""));
        return started(peer) == last.peerStarted() && !received.last().isEmpty() && received.beyond(peer.position()) == 0;
    }

    private static long started(MariaDb server) throws StoreException { return (long) Double.parseDouble(server.value(STARTED)); }

    private void withdraw() throws StoreException {
        try {
            recovery.withdraw();
        } catch (IOException e) {
            throw new StoreException("its crash recovery cannot be told to keep all transactions: " + e.getMessage(), e);
        }
    }

    /** Nobody writes from now on; then a replica of the peer, if nothing here is missing there. */
    @Override public void demote() throws StoreException {
        answer();
        try (MariaDb own = own()) {
            withdraw();
            if (!own.isOn(READ_ONLY)) takeNoWrites(own);
            if (own.isOn(WAITS)) own.set(WAITS, false);
            if (!follows(own.replication())) follow(own);
            peerWrites = true;
        }
    }

    private static void takeNoWrites(MariaDb own) throws StoreException {
        endClients(own); // a commit that waits for the peer would hold the next command up
        own.set(READ_ONLY, true);
        endClients(own);
    }

    /** Their commits fail from now on, but they may have begun to, and those in the pools of services would stay at the server that is not written to. */
    private static void endClients(MariaDb own) throws StoreException {
        List<String> clients = own.column(CLIENTS);
        if (!clients.isEmpty()) log.info("{} connections to the database end with this node's role", clients.size());
        for (String id : clients) {
            try {
                own.run("KILL CONNECTION " + Long.parseLong(id));
            } catch (StoreException e) {
                log.debug("connection {} has ended by itself", id, e);
            }
        }
    }

    private boolean follows(Map<String, String> state) {
        return YES.equals(state.get("Slave_SQL_Running")) && !"No".equals(state.get("Slave_IO_Running"))
                && StoreProperties.host(pair.peer()).equals(state.get("Master_Host"))
                && Integer.toString(StoreProperties.port(pair.peer())).equals(state.get("Master_Port"));
    }

    private void follow(MariaDb own) throws StoreException {
        if (!own.value("SELECT IS_USED_LOCK('" + SEEDED + "')").isEmpty()) throw new StoreException("it is being seeded: lock " + SEEDED + " is held");
        own.run("STOP SLAVE");
        GtidPosition ours = own.position();
        try (MariaDb peer = peer()) {
            if (peer.isOn(READ_ONLY)) throw new StoreException("the peer's database takes no writes yet");
            peerWrites = true;
            divergence.refuse(own, ours, peer.position());
        }
        if (!ours.toString().isEmpty() && !ours.equals(GtidPosition.parse(own.value("SELECT @@global.gtid_slave_pos")))) {
            own.run("SET GLOBAL gtid_slave_pos='" + ours + "'");
        }
        if (!own.isOn("rpl_semi_sync_slave_enabled")) own.set("rpl_semi_sync_slave_enabled", true);
        own.run("CHANGE MASTER TO master_host=?, master_port=%d, master_user=?, master_password=?, master_use_gtid=slave_pos, master_connect_retry=1,"
                .formatted(StoreProperties.port(pair.peer())) + " master_heartbeat_period=1", StoreProperties.host(pair.peer()), pair.replicaUsername(),
                pair.replicaPassword());
        own.run("START SLAVE");
    }

    @Override public Condition look(boolean active) throws StoreException {
        try (MariaDb own = own()) {
            if (active == own.isOn(READ_ONLY)) return new Condition(false, active ? "read-only on the active node" : "writable on the standby");
            return active ? master(own) : replica(own);
        }
    }

    /** Commits wait for the peer while it follows, and for nobody otherwise: without this each would wait for the whole time-out. */
    private Condition master(MariaDb own) throws StoreException {
        boolean waits = own.isOn(WAITS);
        String before = own.status(ALONE);
        Following peer = following(own.position(), waits);
        if (waits != peer.trouble().isEmpty()) {
            withdraw();
            own.set(WAITS, !waits);
        }
        if (!peer.trouble().isEmpty()) return new Condition(false, "master, " + peer.trouble());
        boolean safe = "ON".equals(own.status("Rpl_semi_sync_master_status")) && !"0".equals(own.status("Rpl_semi_sync_master_clients"));
        mark(waits && safe && before.equals(own.status(ALONE)), before, peer);
        return new Condition(safe, safe ? "master, each commit is on the peer" : "master, commits do not wait for the replica");
    }

    /** Says on disk whether each commit of which a writer was told is on the peer. */
    private void mark(boolean waited, String before, Following peer) throws StoreException {
        try {
            Optional<Protection> last = recovery.protection();
            Protection next = new Protection(epoch, peer.started());
            if (!waited || last.isPresent() && !(alone.equals(before) && last.get().equals(next))) withdraw();
            else if (peer.hasAll()) recovery.protect(next);
            alone = before;
        } catch (IOException e) {
            throw new StoreException("what its crash recovery may do cannot be stored: " + e.getMessage(), e);
        }
    }

    /**
     * How the peer's server follows.
     *
     * @param trouble why commits cannot wait for it; empty if they can
     * @param hasAll  what this one had when it was asked
     */
    private record Following(String trouble, boolean hasAll, long started) {
        static Following not(String trouble) { return new Following(trouble, false, 0); }
    }

    private Following following(GtidPosition ours, boolean waits) throws StoreException {
        try (MariaDb peer = peer()) {
            Map<String, String> state = peer.replication();
            boolean runs = YES.equals(state.get("Slave_IO_Running")) && YES.equals(state.get("Slave_SQL_Running"));
            if (!runs) return Following.not("the peer's database does not follow");
            long behind = ours.beyond(peer.position());
            return new Following(behind > UNDER_WAY && !waits ? "the replica is " + behind + " transactions behind" : "", behind == 0, started(peer));
        } catch (StoreException e) {
            return Following.not("the peer's database does not answer: " + e.getMessage());
        }
    }

    private Condition replica(MariaDb own) throws StoreException {
        Map<String, String> state = own.replication();
        GtidPosition ours = own.position();
        try (MariaDb peer = peer()) {
            divergence.refuse(own, ours, peer.position());
        }
        boolean runs = YES.equals(state.get("Slave_IO_Running")) && YES.equals(state.get("Slave_SQL_Running"));
        return new Condition(runs, runs ? "replica, %s s behind".formatted(state.get("Seconds_Behind_Master"))
                : "replica that does not run: " + errors(state));
    }

    private static String errors(Map<String, String> state) {
        return state.isEmpty() ? "it never was a replica" : state.getOrDefault("Last_SQL_Error", "") + state.getOrDefault("Last_IO_Error", "");
    }

    @Override public void close() { divergence.close(); }
}
