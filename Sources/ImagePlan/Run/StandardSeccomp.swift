// SPDX-License-Identifier: Apache-2.0
// Table: the system calls that every container may make.
package import OCI

/// The seccomp profile that containers get unless they ask for another: an allow-list in the manner of the engines', of
/// every call that a program without privileges needs, and of those that come with a capability it has.
///
/// Left out for all: loading of kernels and modules without the capability for it, keyrings (not namespaced), clocks,
/// io_uring (each release adds operations that no filter sees), userfaultfd, and AF_VSOCK sockets.
package enum StandardSeccomp {
  /// The member `linux.seccomp` of config.json for a container with these capabilities (`CAP_…`).
  package static func profile(capabilities: [String]) -> JSONValue {
    var rules = [rule(words(everyone))]
    for (capability, names) in byCapability where capabilities.contains(capability) { rules.append(rule(words(names))) }
    let vsock = 40
    rules.append(rule(["socket"], arguments: [argument(0, "SCMP_CMP_NE", vsock)]))
    for value in [0, 8, 0x20000, 0x20008, 0xffff_ffff] {
      rules.append(rule(["personality"], arguments: [argument(0, "SCMP_CMP_EQ", value)]))
    }
    if !capabilities.contains("CAP_SYS_ADMIN") {
      // Any of the CLONE_NEW flags; of clone3 they are behind a pointer, where no filter sees them: ENOSYS makes
      // libraries use clone.
      let namespaceFlags = 0x7e02_0000
      rules.append(rule(["clone"], arguments: [argument(0, "SCMP_CMP_MASKED_EQ", namespaceFlags, second: 0)]))
      rules.append(
        .object([
          ("names", .strings(["clone3"])), ("action", .string("SCMP_ACT_ERRNO")), ("errnoRet", .integer(38)),
        ]))
    }
    return .object([
      ("defaultAction", .string("SCMP_ACT_ERRNO")), ("defaultErrnoRet", .integer(1)),
      ("architectures", .strings(architectures)), ("syscalls", .array(rules)),
    ])
  }

  #if arch(arm64)
    private static let architectures = ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"]
  #else
    private static let architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"]
  #endif

  private static func rule(_ names: [String], arguments: [JSONValue] = []) -> JSONValue {
    var members: [(String, JSONValue)] = [("names", .strings(names)), ("action", .string("SCMP_ACT_ALLOW"))]
    if !arguments.isEmpty { members.append(("args", .array(arguments))) }
    return .object(members)
  }

  private static func argument(_ index: Int, _ comparison: String, _ value: Int, second: Int? = nil) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("index", .integer(index)), ("value", .integer(value)), ("op", .string(comparison)),
    ]
    if let second { members.insert(("valueTwo", .integer(second)), at: 2) }
    return .object(members)
  }

  private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  /// What becomes possible with a capability: without it the call would fail by itself, or is too large a surface.
  private static let byCapability = [
    (
      "CAP_SYS_ADMIN",
      "bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie mount mount_setattr move_mount"
        + " open_tree perf_event_open quotactl quotactl_fd setdomainname sethostname setns syslog umount umount2 unshare"
    ),
    ("CAP_SYS_CHROOT", "chroot"),
    ("CAP_DAC_READ_SEARCH", "open_by_handle_at"),
    ("CAP_SYS_BOOT", "reboot"),
    ("CAP_SYS_MODULE", "delete_module finit_module init_module"),
    ("CAP_SYS_PACCT", "acct"),
    ("CAP_SYS_PTRACE", "kcmp"),
    ("CAP_SYS_RAWIO", "ioperm iopl"),
    ("CAP_SYS_TIME", "clock_adjtime clock_adjtime64 clock_settime clock_settime64 settimeofday stime"),
    ("CAP_SYS_TTY_CONFIG", "vhangup"),
    ("CAP_SYS_NICE", "get_mempolicy mbind migrate_pages move_pages set_mempolicy set_mempolicy_home_node"),
    ("CAP_SYSLOG", "syslog"),
    ("CAP_BPF", "bpf"),
    ("CAP_PERFMON", "perf_event_open"),
  ]

  /// What tools/seccomp-profile lists, of which bundles/seccomp.json is the output.
  private static let everyone = """
    _llseek _newselect accept accept4 access adjtimex afs_syscall alarm arch_prctl arm_fadvise64_64 \
    arm_sync_file_range bdflush bind break breakpoint brk cacheflush cachestat capget capset chdir chmod chown \
    chown32 clock_getres clock_getres_time64 clock_gettime clock_gettime64 clock_nanosleep clock_nanosleep_time64 \
    close close_range connect copy_file_range creat dup dup2 dup3 epoll_create epoll_create1 epoll_ctl epoll_ctl_old \
    epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2 execve execveat exit exit_group faccessat \
    faccessat2 fadvise64 fadvise64_64 fallocate fanotify_mark fchdir fchmod fchmodat fchmodat2 fchown fchown32 \
    fchownat fcntl fcntl64 fdatasync fgetxattr flistxattr flock fork fremovexattr fsetxattr fstat fstat64 fstatat64 \
    fstatfs fstatfs64 fsync ftime ftruncate ftruncate64 futex futex_requeue futex_time64 futex_wait futex_waitv \
    futex_wake futimesat get_robust_list get_thread_area getcpu getcwd getdents getdents64 getegid getegid32 geteuid \
    geteuid32 getgid getgid32 getgroups getgroups32 getitimer getpeername getpgid getpgrp getpid getpmsg getppid \
    getpriority getrandom getresgid getresgid32 getresuid getresuid32 getrlimit getrusage getsid getsockname \
    getsockopt gettid gettimeofday getuid getuid32 getxattr getxattrat gtty idle inotify_add_watch inotify_init \
    inotify_init1 inotify_rm_watch io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64 io_setup \
    io_submit ioctl ioprio_get ioprio_set ipc kill landlock_add_rule landlock_create_ruleset landlock_restrict_self \
    lchown lchown32 lgetxattr link linkat listen listmount listxattr listxattrat llistxattr lock lremovexattr lseek \
    lsetxattr lstat lstat64 madvise map_shadow_stack membarrier memfd_create memfd_secret mincore mkdir mkdirat \
    mknod mknodat mlock mlock2 mlockall mmap mmap2 modify_ldt mprotect mpx mq_getsetattr mq_notify mq_open \
    mq_timedreceive mq_timedreceive_time64 mq_timedsend mq_timedsend_time64 mq_unlink mremap mseal msgctl msgget \
    msgrcv msgsnd msync munlock munlockall munmap name_to_handle_at nanosleep newfstatat nice oldfstat oldlstat \
    oldolduname oldstat olduname open openat openat2 pause pidfd_getfd pidfd_open pidfd_send_signal pipe pipe2 \
    pkey_alloc pkey_free pkey_mprotect poll ppoll ppoll_time64 prctl pread64 preadv preadv2 prlimit64 \
    process_madvise process_mrelease process_vm_readv process_vm_writev prof profil pselect6 pselect6_time64 ptrace \
    putpmsg pwrite64 pwritev pwritev2 read readahead readdir readlink readlinkat readv recvfrom recvmmsg \
    recvmmsg_time64 recvmsg remap_file_pages removexattr removexattrat rename renameat renameat2 restart_syscall \
    riscv_flush_icache rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn \
    rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo s390_pci_mmio_read sched_get_priority_max \
    sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval \
    sched_rr_get_interval_time64 sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield \
    seccomp security select semctl semget semop semtimedop semtimedop_time64 sendfile sendfile64 sendmmsg sendmsg \
    sendto set_robust_list set_thread_area set_tid_address set_tls setfsgid setfsgid32 setfsuid setfsuid32 setgid \
    setgid32 setgroups setgroups32 setitimer setpgid setpriority setregid setregid32 setresgid setresgid32 setresuid \
    setresuid32 setreuid setreuid32 setrlimit setsid setsockopt setuid setuid32 setxattr setxattrat sgetmask shmat \
    shmctl shmdt shmget shutdown sigaction sigaltstack signal signalfd signalfd4 sigpending sigprocmask sigreturn \
    sigsuspend socketpair splice ssetmask stat stat64 statfs statfs64 statmount statx stty symlink symlinkat sync \
    sync_file_range sync_file_range2 syncfs sysinfo tee tgkill time timer_create timer_delete timer_getoverrun \
    timer_gettime timer_gettime64 timer_settime timer_settime64 timerfd_create timerfd_gettime timerfd_gettime64 \
    timerfd_settime timerfd_settime64 times tkill truncate truncate64 tuxcall ugetrlimit ulimit umask uname unlink \
    unlinkat utime utimensat utimensat_time64 utimes vfork vmsplice wait4 waitid waitpid write writev
    """
}
