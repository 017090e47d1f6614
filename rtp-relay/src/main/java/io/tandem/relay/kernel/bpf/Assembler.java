package io.tandem.relay.kernel.bpf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts eBPF instructions (RFC 9669) together; jumps name labels. Registers are 0 to 10, 10 is the frame pointer. */
final class Assembler {
    /** Octets that a load or store moves. */
    enum Width {
        BYTE(0x10), HALF(0x08), WORD(0x00), DOUBLE(0x18);

        private final int code;

        Width(int code) {
            this.code = code;
        }
    }

    /** Arithmetic, on 64 bits or on the lower 32 (then the upper become 0). */
    enum Operation {
        ADD(0x00), SUBTRACT(0x10), MULTIPLY(0x20), OR(0x40), AND(0x50), SHIFT_LEFT(0x60), SHIFT_RIGHT(0x70), NEGATE(0x80), XOR(0xa0), MOVE(0xb0);

        private final int code;

        Operation(int code) {
            this.code = code;
        }
    }

    /** Unsigned, but for the last. */
    enum Condition {
        EQUAL(0x10), GREATER(0x20), NOT_EQUAL(0x50), LESS(0xa0), AT_MOST(0xb0), SIGNED_AT_LEAST(0x70);

        private final int code;

        Condition(int code) {
            this.code = code;
        }
    }

    private record Jump(int at, String label) {}

    private static final int LOAD = 0x61;
    private static final int STORE = 0x63;
    private static final int ATOMIC_DOUBLE = 0xdb;
    private static final int ALU64 = 0x07;
    private static final int ALU32 = 0x04;
    private static final int JUMP64 = 0x05;
    private static final int JUMP32 = 0x06;
    private static final int FROM_REGISTER = 0x08;
    private static final int TO_BIG_ENDIAN = 0xdc;
    private static final int LOAD_WIDE = 0x18;
    private static final int MAP_BY_DESCRIPTOR = 1;
    private static final int CALL = 0x85;
    private static final int EXIT = 0x95;

    private final List<Long> instructions = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Jump> jumps = new ArrayList<>();

    Assembler label(String name) {
        if (labels.put(name, instructions.size()) != null) throw new IllegalStateException("label " + name + " stands twice");
        return this;
    }

    /** {@code target = *(base + offset)}, zero-extended. */
    Assembler load(Width width, int target, int base, int offset) {
        return add(LOAD | width.code, target, base, offset, 0);
    }

    /** {@code *(base + offset) = source}. */
    Assembler store(Width width, int base, int offset, int source) {
        return add(STORE | width.code, base, source, offset, 0);
    }

    /** Adds to 64 bits of memory at once, for all processors. */
    Assembler addAtomically(int base, int offset, int source) {
        return add(ATOMIC_DOUBLE, base, source, offset, 0);
    }

    /** {@code target = target op value}. */
    Assembler with(Operation operation, int target, int value) {
        return add(ALU64 | operation.code, target, 0, 0, value);
    }

    /** {@code target = target op source}. */
    Assembler withRegister(Operation operation, int target, int source) {
        return add(ALU64 | FROM_REGISTER | operation.code, target, source, 0, 0);
    }

    Assembler with32(Operation operation, int target, int value) {
        return add(ALU32 | operation.code, target, 0, 0, value);
    }

    Assembler withRegister32(Operation operation, int target, int source) {
        return add(ALU32 | FROM_REGISTER | operation.code, target, source, 0, 0);
    }

    /** Network order to host order and back; the upper bits become 0. @param bits 16 or 32 */
    Assembler swap(int target, int bits) {
        return add(TO_BIG_ENDIAN, target, 0, 0, bits);
    }

    Assembler jump(String label) {
        return jump(JUMP64, 0, 0, 0, label);
    }

    Assembler jumpIf(Condition condition, int left, int value, String label) {
        return jump(JUMP64 | condition.code, left, 0, value, label);
    }

    Assembler jumpIfRegister(Condition condition, int left, int right, String label) {
        return jump(JUMP64 | FROM_REGISTER | condition.code, left, right, 0, label);
    }

    /** Compares the lower 32 bits. */
    Assembler jumpIf32(Condition condition, int left, int value, String label) {
        return jump(JUMP32 | condition.code, left, 0, value, label);
    }

    Assembler loadMap(int target, int descriptor) {
        add(LOAD_WIDE, target, MAP_BY_DESCRIPTOR, 0, descriptor);
        return add(0, 0, 0, 0, 0);
    }

    /** Calls a function of the kernel: arguments in 1 to 5, which are gone afterwards, result in 0. */
    Assembler call(int function) {
        return add(CALL, 0, 0, 0, function);
    }

    /** Ends with what stands in register 0. */
    Assembler exit() {
        return add(EXIT, 0, 0, 0, 0);
    }

    /** The program. */
    long[] assemble() {
        long[] program = instructions.stream().mapToLong(Long::longValue).toArray();
        for (Jump jump : jumps) {
            Integer target = labels.get(jump.label());
            if (target == null) throw new IllegalStateException("no label " + jump.label());
            int distance = target - jump.at() - 1;
            if (distance != (short) distance) throw new IllegalStateException("label " + jump.label() + " is too far away: " + distance);
            program[jump.at()] |= (distance & 0xFFFFL) << 16;
        }
        return program;
    }

    private Assembler jump(int code, int left, int right, int value, String label) {
        jumps.add(new Jump(instructions.size(), label));
        return add(code, left, right, 0, value);
    }

    private Assembler add(int code, int target, int source, int offset, int value) {
        instructions.add(code & 0xFFL | (long) (target | source << 4) << 8 | (offset & 0xFFFFL) << 16 | (long) value << 32);
        return this;
    }
}
