// SPDX-License-Identifier: Apache-2.0

package import LinuxABI

/// One thing the init stage does, in the order of the plan.
///
/// Steps carry intent, not system calls.
///
/// A new case does not compile until it is performed (CapsuleInit), described and encoded (Wire).
package enum InitStep: Sendable {
  // Joining
  /// Writes 0 to each hierarchy's member file: a single-threaded child that moves itself takes no global lock.
  case joinCgroups([Slot])
  case joinNamespace(Namespace, Slot)
  /// `exec`: setns(pidfd, all of them) in one call.
  case joinNamespacesOf(Slot, Namespaces)
  /// Namespaces that can only be made after joining others or the cgroups.
  case unshare(Namespaces)
  /// A time namespace of the container's own: unshare(NEWTIME), its clocks written to /proc/self/timens_offsets, then
  /// setns to /proc/self/ns/time_for_children. In the child, not the parent, so that the user namespace owns it and
  /// the hooks of the parent keep the host's clocks.
  case newTimeNamespace([ClockOffset])
  /// setgroups where allowed, setresgid and setresuid to 0 of the user namespace.
  case becomeNamespaceRoot
  /// setsid(2).
  case newSession
  /// A new session keyring of that name (keyctl KEYCTL_JOIN_SESSION_KEYRING), with an SELinux label when given.
  case newKeyring(name: String, label: String?)
  case bringUpLoopback

  // The root file system, still in the host's view
  /// Makes `/` of the new mount namespace a slave or private, recursively, so that nothing travels back; shared when
  /// rootfsPropagation asks for it, and then `isolateRootfsParent` follows.
  case detachFromHostPropagation(MountPropagation)
  /// Makes the mount that holds this path private: pivot_root(2) refuses a shared parent, and binding the rootfs below
  /// one would show the bind on the host. Only where `/` was made shared.
  case isolateRootfsParent(path: String)
  /// Binds the rootfs onto itself (`bind`; not without a mount namespace of the container's own) or attaches the given
  /// tree there, and keeps its descriptor; every later path inside it is resolved from there.
  case openRootfs(path: String, tree: Slot?, bind: Bool)
  case mount(MountStep)
  case makeDevice(DeviceStep)
  /// A symbolic link in the rootfs, e.g. /dev/fd -> /proc/self/fd; what is there already is kept, or with `replace`
  /// unlinked first (/dev/ptmx: a node of the image would be another devpts).
  case makeSymlink(path: String, target: String, replace: Bool)
  /// Opens a pseudo-terminal in the rootfs's devpts, sends its master to the socket, makes its peer stdio and the
  /// controlling terminal; binds it on /dev/console when there is a rootfs to bind it in (`exec` has none).
  case setUpConsole(ConsoleStep)
  /// Tells the parent that the mounts stand and waits while it runs prestart and createRuntime hooks.
  case waitForRuntimeHooks
  case runHooks(HookStage, [HookStep], HookState)
  case enterRootfs(RootEntry)
  /// On the new `/`, for `shared` and `unbindable`, which must not touch the host's mounts.
  case setRootPropagation(MountPropagation)
  /// mkdir -p, mode 0755, inside the entered root, before it becomes read-only; present ones are left alone.
  case makeWorkingDirectory(String)
  case remountRootReadonly

  // Inside
  case setHostname(String)
  case setDomainname(String)
  case setSysctl(key: String, value: String)
  case makeReadonly(path: String)
  case mask([String])
  /// Fixes /dev/null stdio and gives pipes among 0-2 to the user (fchown), never devices.
  case prepareStdio(uid: UInt32)

  // The process
  case setUmask(UInt32)
  case setRlimit(RlimitStep)
  case setScheduler(SchedulerStep)
  case setIOPriority(class: UInt32, priority: UInt32)
  case setPersonality(UInt64)
  case setMemoryPolicy(mode: UInt32, flags: UInt32, nodes: [UInt32])
  /// CPU numbers; empty resets the affinity to what the cpuset allows.
  case setCPUAffinity([UInt32])
  case setAppArmorProfile(String)
  case setSELinuxLabel(String)
  case setNoNewPrivileges
  case loadSeccomp(SeccompStep)
  /// Drops every capability not in the set from the bounding set.
  case limitBoundingSet(CapabilitySet)
  /// setgroups, setresgid, setresuid, keeping capabilities for the next step.
  case becomeUser(uid: UInt32, gid: UInt32, additionalGids: [UInt32])
  case setCapabilities(CapabilitySets)
  /// chdir(2) and the check that it is inside the root (CVE-2024-21626). First with the runtime's privileges: the user
  /// need not have search permission on the way (`asUser` false; EACCES leaves it to the second). Then, only when that
  /// was refused, as the user, who may be the only one let in (FUSE, root-squashing NFS).
  case changeDirectory(String, asUser: Bool)
  /// Finds args[0] by the container's PATH, as the user; a failure is diagnosed (interpreter, architecture, CRLF).
  case resolveProgram
  /// Says ready and waits: at the gate's FIFO (`create`) or, without one, for the parent's word (`run`, `exec`).
  case waitAtGate(Slot?)
  case execute(ExecuteStep)
}

package enum MountPropagation: UInt8, Sendable {
  case `private`, slave, shared, unbindable
  case recursivePrivate, recursiveSlave, recursiveShared, recursiveUnbindable
}

package enum HookStage: UInt8, CaseIterable, Sendable {
  case prestart, createRuntime, createContainer, startContainer, poststart, poststop
}

/// One hook; the document on its standard input is the same for all of a stage.
package struct HookStep: Sendable {
  package var path: String
  package var args: [String]
  /// Nil: inherits the environment of the process that runs it (runc).
  package var env: [String]?
  /// Seconds; nil waits without limit.
  package var timeout: UInt32?
  /// Index within its stage, for messages.
  package var index: Int
  package init(path: String, args: [String], env: [String]?, timeout: UInt32?, index: Int) {
    self.path = path
    self.args = args
    self.env = env
    self.timeout = timeout
    self.index = index
  }
}

/// How the prepared root becomes `/`.
package enum RootEntry: UInt8, Sendable {
  /// pivot_root(2), the old root unmounted.
  case pivot
  /// `--no-pivot`: MS_MOVE and chroot(2), after unmounting the host's full procfs and sysfs mounts.
  case move
  /// No mount namespace of its own: chroot(2) alone.
  case chroot
}

/// The state document (runtime.md, "State") that a hook of the init stage reads on its standard input, but for the pid,
/// which only the child knows: `head`, the pid in digits, `tail`.
package struct HookState: Equatable, Sendable {
  package var head: String
  package var tail: String
  package init(head: String, tail: String) {
    self.head = head
    self.tail = tail
  }
}

/// One entry of `mounts`, decided.
package struct MountStep: Sendable {
  /// Position in config.json's `mounts`, for messages (`/mounts/3`); nil for mounts of our own.
  package var configIndex: Int?
  package var destination: String
  package var kind: Kind
  /// MS_* per-mount flags that are set.
  package var flags: UInt64
  /// MS_* per-mount flags that the options clear explicitly (`rw`, `exec`, ...).
  package var clearedFlags: UInt64
  /// MS_SHARED and the like, each applied after the mount.
  package var propagation: [MountPropagation]
  /// MOUNT_ATTR_* to set and clear recursively (`rro`, `rnosuid`, ...).
  package var recursiveSet: UInt64
  package var recursiveClear: UInt64
  /// Options for the file system, joined by commas.
  package var data: String
  /// Copies the directory's content up into the new tmpfs.
  package var copyUp: Bool
  /// SELinux `context=` value appended to the data.
  package var mountLabel: String?

  package enum Kind: Sendable {
    /// A file system instance by type: proc, sysfs, tmpfs, devpts, mqueue, overlay, ...
    case fileSystem(type: String, source: String)
    /// A bind of a host path (opened by the child) or of a tree the parent opened.
    case bind(source: BindSource, recursive: Bool)
    /// A bind of what the container's earlier mounts show at a path in the host's view, so that only the child can open
    /// it, with its owners mapped, which only the parent may do: by its map of that number (`ClonePlan.idMaps`).
    case mappedBind(source: String, map: Int, recursive: Bool)
    /// `remount` of what is already at the destination.
    case remount
    /// Only propagation or attributes are changed at the destination.
    case attributesOnly
    /// type cgroup on v2: a bind or clone of the container's view.
    case cgroup2(namespaced: Bool, hostPath: String, containerPath: String)
    /// type cgroup on v1: a tmpfs with one mount per hierarchy.
    case cgroup1([CgroupHierarchyMount], namespaced: Bool)
  }

  package init(destination: String, kind: Kind) {
    self.destination = destination
    self.kind = kind
    self.flags = 0
    self.clearedFlags = 0
    self.propagation = []
    self.recursiveSet = 0
    self.recursiveClear = 0
    self.data = ""
    self.copyUp = false
  }
}

package enum BindSource: Sendable {
  /// An absolute path in the host's view.
  case path(String)
  case tree(Slot)
}

/// One v1 hierarchy as it appears below the container's /sys/fs/cgroup.
package struct CgroupHierarchyMount: Sendable {
  /// Directory name, like `cpu,cpuacct` or `systemd`.
  package var directory: String
  /// Symbolic links to it for co-mounted controllers, like `cpu`.
  package var links: [String]
  /// Mount data for a namespaced mount, like `memory` or `none,name=systemd`; nil for the unified tree.
  package var mountData: String?
  /// The container's own directory in the host's view, for a bind without a cgroup namespace.
  package var hostPath: String
  package init(directory: String, links: [String], mountData: String?, hostPath: String) {
    self.directory = directory
    self.links = links
    self.mountData = mountData
    self.hostPath = hostPath
  }
}

package struct DeviceStep: Sendable {
  package enum Kind: UInt8, Sendable { case character, block, fifo }
  package var path: String
  package var kind: Kind
  package var major: UInt32
  package var minor: UInt32
  /// Permission bits.
  package var mode: UInt32
  package var uid: UInt32
  package var gid: UInt32
  /// Bind this host node in place of mknod (user namespaces): a copy that the parent made where it may, else by path.
  package var bind: BindSource?
  /// Position in `linux.devices`; nil for the default devices.
  package var configIndex: Int?
  package init(
    path: String, kind: Kind, major: UInt32, minor: UInt32, mode: UInt32, uid: UInt32, gid: UInt32,
    bind: BindSource? = nil, configIndex: Int? = nil
  ) {
    self.path = path
    self.kind = kind
    self.major = major
    self.minor = minor
    self.mode = mode
    self.uid = uid
    self.gid = gid
    self.bind = bind
    self.configIndex = configIndex
  }
}

package struct ConsoleStep: Sendable {
  package var socket: Slot
  package var width: UInt16
  package var height: UInt16
  /// Owner of the terminal.
  package var uid: UInt32
  /// Bind on /dev/console (create); false for `exec`.
  package var bindConsole: Bool
  package init(socket: Slot, width: UInt16, height: UInt16, uid: UInt32, bindConsole: Bool) {
    self.socket = socket
    self.width = width
    self.height = height
    self.uid = uid
    self.bindConsole = bindConsole
  }
}

package struct RlimitStep: Sendable {
  /// RLIMIT_* number and its name for messages.
  package var resource: UInt32
  package var name: String
  package var soft: UInt64
  package var hard: UInt64
  package init(resource: UInt32, name: String, soft: UInt64, hard: UInt64) {
    self.resource = resource
    self.name = name
    self.soft = soft
    self.hard = hard
  }
}

/// sched_setattr(2).
package struct SchedulerStep: Sendable {
  package var policy: UInt32
  package var flags: UInt64
  package var nice: Int32
  package var priority: UInt32
  /// Nanoseconds.
  package var runtime: UInt64
  package var deadline: UInt64
  package var period: UInt64
  package init(
    policy: UInt32, flags: UInt64, nice: Int32, priority: UInt32, runtime: UInt64, deadline: UInt64, period: UInt64
  ) {
    self.policy = policy
    self.flags = flags
    self.nice = nice
    self.priority = priority
    self.runtime = runtime
    self.deadline = deadline
    self.period = period
  }
}

package struct SeccompStep: Sendable {
  /// struct sock_filter[], as compiled; empty until the launcher's compiler fills it in.
  package var program: [UInt8]
  /// SECCOMP_FILTER_FLAG_* of seccomp(2).
  package var flags: UInt32
  /// Send the listener to the parent (SECCOMP_FILTER_FLAG_NEW_LISTENER is then among the flags).
  package var notify: Bool
  package init(program: [UInt8], flags: UInt32, notify: Bool) {
    self.program = program
    self.flags = flags
    self.notify = notify
  }
}

/// A set of capabilities by number (capabilities(7)), as the kernel's 64-bit mask.
package struct CapabilitySet: Equatable, Sendable {
  package var mask: UInt64
  package init(mask: UInt64 = 0) { self.mask = mask }
}

package struct CapabilitySets: Equatable, Sendable {
  package var bounding = CapabilitySet()
  package var effective = CapabilitySet()
  package var permitted = CapabilitySet()
  package var inheritable = CapabilitySet()
  package var ambient = CapabilitySet()
  package init() {}
}

package struct ExecuteStep: Sendable {
  package var args: [String]
  /// Duplicates resolved; HOME is added by the child when missing or empty.
  package var env: [String]
  /// For HOME's lookup in /etc/passwd.
  package var uid: UInt32
  /// Descriptors 3 ..< 3 + preserved stay open (LISTEN_FDS and --preserve-fds).
  package var preservedDescriptors: UInt32
  package init(args: [String], env: [String], uid: UInt32, preservedDescriptors: UInt32) {
    self.args = args
    self.env = env
    self.uid = uid
    self.preservedDescriptors = preservedDescriptors
  }
}
