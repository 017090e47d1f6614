package io.tandem.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a reader of a Markdown file types and sees: a fenced block {@code sh} is typed, a block {@code json} or {@code text} is what the block before it
 * printed, with {@code …} for what differs each time. Other blocks, such as {@code console}, are for the reader alone.
 */
record Guide(List<Step> steps) {
    /** @param answer empty if the guide shows none; then the commands may print what they like */
    record Step(String heading, String commands, String answer) {
        void assertAnswered(String printed) {
            String pattern = Arrays.stream(answer.strip().split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
            if (!answer.isEmpty()) {
                assertThat(printed.strip()).as(heading).matches(pattern);
            }
        }
    }

    private static final Pattern PART = Pattern.compile("^## (?<heading>[^\n]*)$|^```(?<kind>\\w+)\n(?<block>.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern MARK = Pattern.compile("^--- step \\d+ ---\n", Pattern.MULTILINE);

    static Guide read(Path markdown) throws IOException {
        List<Step> steps = new ArrayList<>();
        String heading = "";
        for (Matcher part = PART.matcher(Files.readString(markdown)); part.find();) {
            if (part.group("heading") != null) {
                heading = part.group("heading");
            } else if (part.group("kind").equals("sh")) {
                steps.add(new Step(heading, part.group("block"), ""));
            } else if (List.of("json", "text").contains(part.group("kind"))) {
                Step asked = steps.removeLast();
                steps.add(new Step(asked.heading(), asked.commands(), part.group("block")));
            }
        }
        return new Guide(List.copyOf(steps));
    }

    /**
     * All steps for one bash that ends at the first error, with a mark before what each prints. The last step cleans up, also when one before it failed:
     * then as far as it can, and in silence.
     */
    String script() {
        StringBuilder script = new StringBuilder("set -euo pipefail\ncleaned=\nleave() {\nset +eu\nif [ -z \"$cleaned\" ]; then\n{\n")
            .append(steps.getLast().commands()).append("} > /dev/null 2>&1\nfi\nkill $(jobs -p) 2> /dev/null\n}\ntrap 'code=$?; leave; exit $code' EXIT\n");
        for (int i = 0; i < steps.size(); i++) {
            script.append("echo '--- step %d ---'\n".formatted(i)).append(steps.get(i).commands());
        }
        return script.append("cleaned=1\n").toString();
    }

    /** @param output of the whole script */
    void assertAnswered(String output) {
        String[] printed = MARK.split(output, -1);
        assertThat(printed).as("steps in " + output).hasSize(steps.size() + 1);
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).assertAnswered(printed[i + 1]);
        }
    }
}
