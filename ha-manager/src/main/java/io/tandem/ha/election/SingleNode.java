package io.tandem.ha.election;

/**
 * Role of a node that has no peer. It is active as soon as its new epoch is on disk (ha.md, invariant 3) and until it stops: there
 * is nobody to take over. Pure.
 */
final class SingleNode {
    static final String ALONE = "single node, no peer configured: nobody takes over if it fails";
    private static final String NOBODY = "refused: this node has no peer that could become active, and calls would have nowhere to go; "
            + "to take it out of service stop its services (./tandem down, systemctl stop tandem.target)";

    private SingleNode() {}

    sealed interface State {}

    /** Not active yet: the epoch is not on disk. */
    record Starting() implements State {}

    record Active(long epoch) implements State {}

    record Stopped() implements State {}

    sealed interface Event {}

    record EpochLoaded(long last, int nodeNumber) implements Event {}

    record EpochStored(long epoch) implements Event {}

    record MakeActive() implements Event {}

    record MakeStandby() implements Event {}

    record Stop() implements Event {}

    sealed interface Action {}

    record StoreEpoch(long epoch) implements Action {}

    record Answer(boolean accepted, String message) implements Action {}

    record Nothing() implements Action {}

    record Step(State state, Action action) {}

    static Step on(State state, Event event) {
        return switch (state) {
            case Starting _ -> switch (event) {
                case EpochLoaded(long last, int number) -> new Step(state, new StoreEpoch(Epoch.after(last, number)));
                case EpochStored(long epoch)            -> new Step(new Active(epoch), new Nothing());
                case MakeActive _                       -> new Step(state, new Answer(true, "this node is becoming active"));
                case MakeStandby _                      -> new Step(state, new Answer(false, NOBODY));
                case Stop _                             -> new Step(new Stopped(), new Nothing());
            };
            case Active _ -> switch (event) {
                case EpochLoaded _, EpochStored _       -> new Step(state, new Nothing());
                case MakeActive _                       -> new Step(state, new Answer(true, "this node is active already"));
                case MakeStandby _                      -> new Step(state, new Answer(false, NOBODY)); // --force too: a dead peer may return, none never
                case Stop _                             -> new Step(new Stopped(), new Nothing());
            };
            case Stopped _ -> switch (event) {
                case MakeActive _, MakeStandby _        -> new Step(state, new Answer(false, "refused: the HA manager is stopping"));
                case EpochLoaded _, EpochStored _, Stop _ -> new Step(state, new Nothing());
            };
        };
    }
}
