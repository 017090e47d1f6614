package io.tandem.relay.os;

/** System call numbers of this architecture; x86_64 kept its own, aarch64 uses the generic ones. */
public enum CallNumbers {
    X86_64(41, 49, 45, 44, 54, 3, 9, 11, 232, 233, 291, 290, 0, 1, 12, 321, 257, 73),
    AARCH64(198, 200, 207, 206, 208, 57, 222, 215, 22, 21, 20, 19, 63, 64, 16, 280, 56, 32);

    public static final CallNumbers HERE = "aarch64".equals(System.getProperty("os.arch")) ? AARCH64 : X86_64;

    /** The same everywhere. */
    public static final int IO_URING_SETUP = 425;
    public static final int IO_URING_ENTER = 426;
    public static final int IO_URING_REGISTER = 427;

    public final int socket;
    public final int bind;
    public final int recvfrom;
    public final int sendto;
    public final int setsockopt;
    public final int close;
    public final int mmap;
    public final int munmap;
    /** epoll_wait on x86_64, epoll_pwait (null signal mask) on aarch64. */
    public final int epollWait;
    public final int epollCtl;
    public final int epollCreate1;
    public final int eventfd2;
    public final int read;
    public final int write;
    /** struct epoll_event is packed on x86_64 only. */
    public final int epollEventBytes;
    public final int bpf;
    public final int openat;
    public final int flock;

    CallNumbers(int... numbers) {
        socket = numbers[0];
        bind = numbers[1];
        recvfrom = numbers[2];
        sendto = numbers[3];
        setsockopt = numbers[4];
        close = numbers[5];
        mmap = numbers[6];
        munmap = numbers[7];
        epollWait = numbers[8];
        epollCtl = numbers[9];
        epollCreate1 = numbers[10];
        eventfd2 = numbers[11];
        read = numbers[12];
        write = numbers[13];
        epollEventBytes = numbers[14];
        bpf = numbers[15];
        openat = numbers[16];
        flock = numbers[17];
    }
}
