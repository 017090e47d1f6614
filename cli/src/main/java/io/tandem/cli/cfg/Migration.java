package io.tandem.cli.cfg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.tandem.ha.takeover.CrmProperties.Crm;

/**
 * Changes who decides which node of a pair is active, on one node after the other: the standby first. While the two nodes have different managers there is no
 * take-over: a node under Pacemaker alone has no quorum, and one without finds the addresses taken. One thread.
 */
final class Migration {
    private static final List<String> PROGRAMS = List.of("corosync", "pacemakerd", "cibadmin", "crm_attribute", "perl");
    private static final String AGENT = "usr/lib/ocf/resource.d/tandem/node";
    private static final int TRIES = 60;

    private final Here here;

    Migration(Here here) {
        this.here = here;
    }

    /** @param active   whether this node is the active one
     * @param interrupt whether it may be migrated all the same: nobody has the addresses until the new manager has decided */
    int to(Crm manager, boolean active, boolean interrupt) throws IOException {
        List<String> problems = new ArrayList<>();
        if (manager == Crm.PACEMAKER) {
            PROGRAMS.stream().filter(program -> here.runs() && !Shell.has(program)).forEach(program -> problems.add(program + " is not installed"));
            if (!Files.isExecutable(here.root().resolve(AGENT))) {
                problems.add("/" + AGENT + " is not installed");
            }
        }
        if (!problems.isEmpty()) {
            here.err().println("tandem: " + String.join(", ", problems)
                + "; apt install tandem-ha corosync pacemaker pacemaker-cli-utils resource-agents iputils-ping");
            return 1;
        }
        if (active && !interrupt) {
            here.err().println("tandem: this node is active. Migrate its peer first; then this one with --interrupt, when nobody has the addresses for some"
                + " seconds, until the new cluster manager has decided");
            return 1;
        }
        Path file = here.folder().resolve("config." + here.name() + ".ha.yml");
        Optional<String> before = Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        Files.writeString(file, "# Written by tandem ha migrate.\ntandem: {ha-manager: {crm: {manager: " + manager.name().toLowerCase(Locale.ROOT) + "}}}\n");
        if (here.check() != 0 || !(manager == Crm.PACEMAKER ? ownStops() : pacemakerStops())) {
            if (before.isPresent()) {
                Files.writeString(file, before.get());
            } else {
                Files.delete(file);
            }
            return 1;
        }
        int applied = here.apply((manager == Crm.PACEMAKER ? "Pacemaker" : "The HA manager") + " decides on " + here.name(), false);
        int started = said("start", "tandem-ha") + (manager == Crm.PACEMAKER ? startPacemaker() : 0);
        return Math.min(applied + started, 1);
    }

    /** The HA manager lets go of the addresses before the cluster starts: two managers never act at once. */
    private boolean ownStops() {
        if (said("stop", "tandem-ha") == 0) {
            return true;
        }
        said("start", "tandem-ha");
        return false;
    }

    /** Pacemaker demotes this node while it stops. */
    private boolean pacemakerStops() {
        if (said("disable", "pacemaker", "corosync") + said("stop", "pacemaker", "corosync") + said("stop", "tandem-ha") == 0) {
            return true;
        }
        said("enable", "corosync", "pacemaker");
        said("start", "tandem-ha", "corosync", "pacemaker");
        return false;
    }

    private int startPacemaker() throws IOException {
        int code = said("enable", "corosync", "pacemaker") + said("restart", "corosync") + said("restart", "pacemaker");
        return code == 0 && here.runs() ? resources() : code;
    }

    /** Pacemaker takes what it is told as soon as it runs, quorum or not. */
    private int resources() throws IOException {
        Shell.Result last = new Shell.Result(1, "");
        for (int i = 0; i < TRIES && last.code() != 0; i++) {
            last = Shell.run(List.of("sh", "/etc/pacemaker/tandem.sh"));
            pause(last.code() == 0 ? 0 : 1);
        }
        if (last.code() != 0) {
            here.err().println("tandem: Pacemaker does not take /etc/pacemaker/tandem.sh; run it again when crm_mon -1 shows a DC. It said: " + last.output());
        }
        return last.code() == 0 ? 0 : 1;
    }

    private static void pause(int seconds) throws IOException {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private int said(String verb, String... units) {
        List<String> words = Stream.concat(Stream.of(verb), Stream.of(units)).toList();
        Shell.Result result = here.systemctl().apply(words);
        here.out().println("systemctl " + String.join(" ", words));
        if (result.code() != 0) {
            here.err().println("tandem: systemctl " + String.join(" ", words) + ": " + result.output());
        }
        return result.code() == 0 ? 0 : 1;
    }
}
