package io.tandem.sdp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The lines of one section, session or media, and what both can do with them. Immutable. */
record SdpLines(List<SdpLine> all) {
    /** Order of types in a section (RFC 8866 §9), for lines that are new. */
    private static final String ORDER = "vmosiuepcbtrzka";

    SdpLines {
        all = List.copyOf(all);
    }

    Optional<SdpLine> first(char type) {
        for (SdpLine line : all) {
            if (line.type() == type) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    List<String> attributes(String name) {
        List<String> values = new ArrayList<>(4);
        for (SdpLine line : all) {
            if (line.isAttribute(name)) {
                values.add(line.attributeValue());
            }
        }
        return Collections.unmodifiableList(values);
    }

    Optional<String> attribute(String name) {
        for (SdpLine line : all) {
            if (line.isAttribute(name)) {
                return Optional.of(line.attributeValue());
            }
        }
        return Optional.empty();
    }

    /** Replaces the first line of this type, or puts it where RFC 8866 wants it. */
    SdpLines with(SdpLine wanted) {
        List<SdpLine> changed = new ArrayList<>(all);
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i).type() == wanted.type()) {
                changed.set(i, wanted);
                return new SdpLines(changed);
            }
        }
        changed.add(placeOf(wanted.type()), wanted);
        return new SdpLines(changed);
    }

    private int placeOf(char type) {
        int place = 0;
        for (int i = 0; i < all.size(); i++) {
            if (ORDER.indexOf(all.get(i).type()) <= ORDER.indexOf(type)) {
                place = i + 1;
            }
        }
        return place;
    }

    SdpLines without(char type) {
        return new SdpLines(all.stream().filter(line -> line.type() != type).toList());
    }

    /** One attribute line with this name, at the place of the first one there was, else at the end. */
    SdpLines withAttribute(String name, String value) {
        SdpLine wanted = SdpLine.attribute(name, value);
        List<SdpLine> changed = new ArrayList<>();
        boolean done = false;
        for (SdpLine line : all) {
            if (!line.isAttribute(name)) {
                changed.add(line);
            } else if (!done) {
                changed.add(wanted);
                done = true;
            }
        }
        if (!done) {
            changed.add(wanted);
        }
        return new SdpLines(changed);
    }

    SdpLines plusAttribute(String name, String value) {
        List<SdpLine> changed = new ArrayList<>(all);
        changed.add(SdpLine.attribute(name, value));
        return new SdpLines(changed);
    }

    SdpLines withoutAttribute(String name) {
        return new SdpLines(all.stream().filter(line -> !line.isAttribute(name)).toList());
    }

    Optional<Direction> direction() {
        for (SdpLine line : all) {
            Optional<Direction> direction = line.type() == 'a' ? Direction.ofAttribute(line.value().strip()) : Optional.empty();
            if (direction.isPresent()) {
                return direction;
            }
        }
        return Optional.empty();
    }

    /** With this one direction attribute. */
    SdpLines withDirection(Direction wanted) {
        List<SdpLine> changed = new ArrayList<>();
        boolean done = false;
        for (SdpLine line : all) {
            if (line.type() != 'a' || Direction.ofAttribute(line.value().strip()).isEmpty()) {
                changed.add(line);
            } else if (!done) {
                changed.add(new SdpLine('a', wanted.attribute()));
                done = true;
            }
        }
        if (!done) {
            changed.add(new SdpLine('a', wanted.attribute()));
        }
        return new SdpLines(changed);
    }

    void appendTo(StringBuilder text) {
        all.forEach(line -> text.append(line.type()).append('=').append(line.value()).append("\r\n"));
    }
}
