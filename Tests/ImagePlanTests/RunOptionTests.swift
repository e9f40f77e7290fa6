// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Dockerfile
import ImagePlan
import OCI
import Testing

@Suite("Options of run")
struct RunOptionTests {
  private func failure<T>(_ body: () throws(Failure) -> T) -> String? {
    do {
      _ = try body()
      return nil
    } catch { return error.message }
  }

  @Test("-v tells host folders, volumes and anonymous volumes apart")
  func volumeSources() throws {
    #expect(try MountRequest(volume: "/home:/test").source == .host("/home"))
    #expect(try MountRequest(volume: "data:/test").source == .volume("data"))
    let anonymous = try MountRequest(volume: "/test/./a/../b/")
    #expect(anonymous.source == .anonymous)
    #expect(anonymous.destination == "/test/b")
  }

  @Test("-v reads its options")
  func volumeOptions() throws {
    let mount = try MountRequest(volume: "/home:/test:ro,Z,rshared,nocopy,noexec")
    #expect(mount.isReadOnly && mount.wantsRelabel && !mount.copiesContent)
    #expect(mount.propagation == "rshared")
    #expect(mount.options == ["noexec"])
    #expect(try !MountRequest(volume: "/home:/test:bind").isRecursive)
  }

  @Test(
    "-v refuses what it does not understand",
    arguments: ["", ":/a", "/a:", "/a:b", "/a:/", "/a:/b:c", "/a:/b:ro:x", "../x", "-x:/a", "a/b:/c", "/a:/b:ro,bogus"])
  func badVolumes(text: String) {
    #expect(failure { () throws(Failure) in try MountRequest(volume: text) } != nil)
  }

  @Test("--mount reads bind, volume and tmpfs")
  func mounts() throws {
    let bind = try MountRequest(mount: "type=bind,src=/a,dst=/b,readonly,bind-propagation=rslave")
    #expect(bind.source == .host("/a") && bind.isReadOnly && bind.propagation == "rslave" && !bind.createsSource)
    let volume = try MountRequest(mount: "source=data,target=/d,volume-nocopy")
    #expect(volume.source == .volume("data") && !volume.copiesContent)
    let memory = try MountRequest(mount: "type=tmpfs,target=/t,tmpfs-size=64m,tmpfs-mode=1770")
    #expect(memory.options == ["nosuid", "nodev", "noexec", "size=67108864", "mode=1770"])
    for text in ["type=bind,dst=/b", "type=bind,src=/a", "type=npipe,src=/a,dst=/b", "type=tmpfs,dst=/t,volume-nocopy"]
    {
      #expect(failure { () throws(Failure) in try MountRequest(mount: text) } != nil, "\(text)")
    }
  }

  @Test("--tmpfs is nosuid, nodev and noexec unless told otherwise")
  func tmpfs() throws {
    #expect(try MountRequest(tmpfs: "/t").options == ["nosuid", "nodev", "noexec"])
    #expect(try MountRequest(tmpfs: "/t:exec,size=1m").options == ["nosuid", "nodev", "exec", "size=1m"])
    #expect(failure { () throws(Failure) in try MountRequest(tmpfs: "/t:lowerdir=/") } != nil)
  }

  @Test(
    "-p reads addresses, ports, ranges and protocols",
    arguments: [
      ("4000:80", [PortMapping(hostPort: 4000, containerPort: 80)]),
      ("80", [PortMapping(containerPort: 80)]),
      (":80/udp", [PortMapping(containerPort: 80, transport: .udp)]),
      ("127.0.0.1::80", [PortMapping(hostAddress: "127.0.0.1", containerPort: 80)]),
      ("[::1]:5:6/sctp", [PortMapping(hostAddress: "::1", hostPort: 5, containerPort: 6, transport: .sctp)]),
      ("10-11:20-21", [PortMapping(hostPort: 10, containerPort: 20), PortMapping(hostPort: 11, containerPort: 21)]),
    ])
  func ports(text: String, expected: [PortMapping]) throws {
    #expect(try PortMapping.parse(text) == expected)
  }

  @Test(
    "-p refuses what is no port",
    arguments: ["", "0", "65536", "80:", "a:80", "80/icmp", "1-2:3", "1.2.3:1:2", "::1:1:2", "[x]:1:2", "2-1", "+5"])
  func badPorts(text: String) {
    #expect(failure { () throws(Failure) in try PortMapping.parse(text) } != nil)
  }

  @Test(
    "Sizes are powers of 1024",
    arguments: [
      ("512", 512), ("512b", 512), ("1k", 1024), ("64m", 67_108_864), ("1.5GiB", 1_610_612_736), ("2KB", 2048),
    ])
  func sizes(text: String, bytes: Int) throws {
    #expect(try ByteSize.parse(text, option: "--memory") == Int64(bytes))
  }

  @Test("What is no size is refused", arguments: ["", "m", "-1m", "1x", "1..5m", "nan", "0x10"])
  func badSizes(text: String) {
    #expect(failure { () throws(Failure) in try ByteSize.parse(text, option: "--memory") } != nil)
  }

  @Test("Processors are kept in billionths")
  func processors() throws {
    #expect(try ProcessorShare.parse("0.5") == 500_000_000)
    for text in ["0", "-1", "x", ""] {
      #expect(failure { () throws(Failure) in try ProcessorShare.parse(text) } != nil, "\(text)")
    }
  }

  @Test("--ulimit reads soft and hard limits")
  func limits() throws {
    let limit = try UserLimit(parsing: "nofile=1024:2048")
    #expect(limit.type == "RLIMIT_NOFILE" && limit.soft == 1024 && limit.hard == 2048)
    #expect(try UserLimit(parsing: "core=-1").hard == .max)
    for text in ["nofile", "nofile=2:1", "files=1", "nofile=a"] {
      #expect(failure { () throws(Failure) in try UserLimit(parsing: text) } != nil, "\(text)")
    }
  }

  @Test("The last value of a variable holds, at the place of the first")
  func environment() throws {
    let merged = try ContainerEnvironment.merge(
      ["PATH=/bin", "A=1"], ["B=2", "A=3", "HOME", "GONE"], caller: ["HOME=/root", "A=9"])
    #expect(merged == ["PATH=/bin", "A=3", "B=2", "HOME=/root"])
    #expect(try ContainerEnvironment.file("# c\n\n  A=1 2\nB\r\n", path: "f") == ["A=1 2", "B"])
    #expect(
      failure { () throws(Failure) in try ContainerEnvironment.file("A B=1", path: "f") }
        == "f:1: \"A B\" is no name of a variable")
  }

  @Test("--net knows four kinds and names")
  func networks() throws {
    #expect(try NetworkChoice(parsing: "host") == .host)
    #expect(try NetworkChoice(parsing: "container:web") == .container("web"))
    #expect(try NetworkChoice(parsing: "lan") == .network("lan"))
    for text in ["container:", "a b", "../x"] {
      #expect(failure { () throws(Failure) in try NetworkChoice(parsing: text) } != nil, "\(text)")
    }
  }

  @Test("Capabilities are added to and taken from the default set")
  func capabilities() throws {
    let defaults = try CapabilityChoice.set(added: [], dropped: [], isPrivileged: false)
    #expect(Set(defaults) == Set(CapabilityChoice.defaults))
    #expect(try CapabilityChoice.set(added: ["net_admin"], dropped: ["ALL"], isPrivileged: false) == ["CAP_NET_ADMIN"])
    #expect(try !CapabilityChoice.set(added: [], dropped: ["CHOWN"], isPrivileged: false).contains("CAP_CHOWN"))
    #expect(try CapabilityChoice.set(added: [], dropped: [], isPrivileged: true).contains("CAP_SYS_ADMIN"))
    #expect(
      failure { () throws(Failure) in
        try CapabilityChoice.set(added: ["bogus"], dropped: [], isPrivileged: false)
      } != nil)
  }

  @Test("Security options, the last of a kind holds")
  func security() throws {
    let options = try SecurityOptions(["seccomp=unconfined", "no-new-privileges", "seccomp=/p.json", "apparmor=x"])
    #expect(options.seccomp == .file("/p.json") && options.noNewPrivileges && options.appArmor == "x")
    #expect(failure { () throws(Failure) in try SecurityOptions(["label=type:x"]) } != nil)
  }

  @Test("Devices have a place and rights")
  func devices() throws {
    let device = try DeviceRequest(parsing: "/dev/null:/dev/x:r")
    #expect(device.host == "/dev/null" && device.container == "/dev/x" && device.access == "r")
    #expect(try DeviceRequest(parsing: "/dev/null:rw").access == "rw")
    for text in ["null", "/dev/null:x", "/a:/b:c:d", "/a::r"] {
      #expect(failure { () throws(Failure) in try DeviceRequest(parsing: text) } != nil, "\(text)")
    }
  }

  @Test("The standard profile gives calls with capabilities, and clone without its namespaces otherwise")
  func seccomp() {
    func names(_ capabilities: [String]) -> [String] {
      (StandardSeccomp.profile(capabilities: capabilities)["syscalls"]?.array ?? []).flatMap { rule in
        rule["args"] == nil && rule["action"]?.string == "SCMP_ACT_ALLOW"
          ? (rule["names"]?.array ?? []).compactMap { $0.string } : []
      }
    }
    let plain = names([])
    #expect(plain.contains("openat2") && plain.count > 300)
    for call in ["mount", "unshare", "chroot", "clone", "keyctl", "init_module", "bpf", "io_uring_setup"] {
      #expect(!plain.contains(call), "\(call)")
    }
    #expect(names(["CAP_SYS_ADMIN"]).contains("mount") && names(["CAP_SYS_ADMIN"]).contains("clone"))
    #expect(names(["CAP_SYS_CHROOT"]).contains("chroot"))
  }
}
