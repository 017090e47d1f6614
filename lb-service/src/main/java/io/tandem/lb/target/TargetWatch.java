package io.tandem.lb.target;

/** Told what happens to targets. Loop thread. */
interface TargetWatch {

    /** The target owes its first answer. */
    void owes(Target target);

    /** It was heard while it was suspect or down. */
    void spoke(Target target);

    /** The list of targets, or what one is given, has changed. */
    void changed();

    /** What was not heard until now says nothing.
     * @param deaf nor does what is not heard from now on: answers go to another node */
    void afresh(boolean deaf);

    /** Watches nothing. */
    TargetWatch NONE = new TargetWatch() {
        @Override
        public void owes(Target target) {}

        @Override
        public void spoke(Target target) {}

        @Override
        public void changed() {}

        @Override
        public void afresh(boolean deaf) {}
    };
}
