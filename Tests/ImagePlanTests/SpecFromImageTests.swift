// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import ImagePlan
import OCI
import Testing

@Suite("config.json from an image's configuration")
struct SpecFromImageTests {
  private func spec(_ account: ContainerAccount = ContainerAccount(), _ change: (inout ImageConfig) -> Void) throws
    -> JSONValue
  {
    var config = ImageConfig(platform: Platform(os: "linux", architecture: "amd64"))
    change(&config)
    return try SpecFromImage.make(config, account: account)
  }

  private func texts(_ value: JSONValue?) -> [String] { (value?.array ?? []).compactMap { $0.string } }

  @Test(
    "Entrypoint and Cmd become the arguments; without either it is a shell",
    arguments: [
      (nil, nil, ["sh"]), (["/a"], nil, ["/a"]), (nil, ["b", "c"], ["b", "c"]),
      (["/a", "x"], ["b"], ["/a", "x", "b"]),
      ([], [], ["sh"]), (["/a"], [], ["/a"]), (["/a b", ""], [""], ["/a b", "", ""]),
    ] as [([String]?, [String]?, [String])])
  func arguments(entrypoint: [String]?, cmd: [String]?, wanted: [String]) throws {
    let spec = try spec { ($0.config.entrypoint, $0.config.cmd) = (entrypoint, cmd) }
    #expect(texts(spec["process"]?["args"]) == wanted)
  }

  @Test(
    "WorkingDir becomes cwd, absolute",
    arguments: [("", "/"), ("/", "/"), ("/srv/www", "/srv/www"), ("srv", "/srv"), ("/a/../b/", "/b"), ("../..", "/")])
  func directory(written: String, wanted: String) throws {
    #expect(try spec { $0.config.workingDirectory = written }["process"]?["cwd"]?.string == wanted)
  }

  @Test("Env keeps its order and words; PATH and HOME are added where it has none, never replaced")
  func environment() throws {
    let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    #expect(texts(try spec { _ in }["process"]?["env"]) == [path])
    var account = ContainerAccount()
    account.home = "/home/web"
    let bare = try spec(account) { $0.config.env = ["B=2", "A=1", "B=3", "EMPTY=", "PATHS=x"] }
    #expect(texts(bare["process"]?["env"]) == ["B=2", "A=1", "B=3", "EMPTY=", "PATHS=x", path, "HOME=/home/web"])
    let full = try spec(account) { $0.config.env = ["HOME=/", "PATH="] }
    #expect(texts(full["process"]?["env"]) == ["HOME=/", "PATH="])
  }

  @Test("The user is what was looked up, with further groups where there are any")
  func user() throws {
    #expect(try spec { $0.config.user = "web" }["process"]?["user"]?.compact == #"{"uid":0,"gid":0}"#)
    var account = ContainerAccount()
    (account.uid, account.gid, account.additionalGIDs) = (4_294_967_294, 8, [44, 45])
    let user = try spec(account) { _ in }["process"]?["user"]
    #expect(user?.compact == #"{"uid":4294967294,"gid":8,"additionalGids":[44,45]}"#)
  }

  @Test("What is said of the image becomes annotations; what is empty does not")
  func annotations() throws {
    let prefix = "org.opencontainers.image."
    #expect(
      try spec { _ in }["annotations"]?.compact == #"{"\#(prefix)architecture":"amd64","\#(prefix)os":"linux"}"#)
    let spec = try spec {
      $0.platform.variant = "v2"
      $0.platform.osVersion = "6.1"
      $0.platform.osFeatures = ["a", "b"]
      $0.author = "somebody"
      $0.created = "2024-05-06T07:08:09.123Z"
      $0.config.stopSignal = "SIGQUIT"
      $0.config.exposedPorts = ["80/tcp", "53/udp"]
    }
    func annotation(_ name: String) -> String? { spec["annotations"]?[prefix + name]?.string }
    #expect(annotation("variant") == "v2" && annotation("os.version") == "6.1" && annotation("os.features") == "a,b")
    #expect(annotation("author") == "somebody" && annotation("created") == "2024-05-06T07:08:09.123Z")
    #expect(annotation("stopSignal") == "SIGQUIT" && annotation("exposedPorts") == "53/udp,80/tcp")
  }

  @Test("Labels are annotations and win; those that runtimes act upon are left out")
  func labels() throws {
    let spec = try spec {
      $0.author = "somebody"
      $0.config.labels = [
        KeyValue(key: "org.opencontainers.image.author", value: "label"), KeyValue(key: "a", value: ""),
        KeyValue(key: "", value: "x"), KeyValue(key: "org.systemd.property.ExecStart", value: "'/bin/evil'"),
        KeyValue(key: "run.oci.handler", value: "krun"), KeyValue(key: "run.ocity", value: "fine"),
      ]
    }
    let annotations = spec["annotations"]
    #expect(annotations?["org.opencontainers.image.author"]?.string == "label")
    #expect(annotations?["a"]?.string == "" && annotations?["run.ocity"]?.string == "fine")
    #expect(annotations?[""] == nil && annotations?["run.oci.handler"] == nil)
    #expect(annotations?["org.systemd.property.ExecStart"] == nil)
  }

  @Test("Volumes are mounts, parents first, except where something is mounted anyway")
  func volumes() throws {
    func mounts(_ volumes: [String]) throws -> [String] {
      let all = try spec { $0.config.volumes = volumes }["mounts"]?.array ?? []
      return all.dropFirst(7).compactMap { $0["destination"]?.string }
    }
    #expect(try mounts([]).isEmpty)
    #expect(try mounts(["/data/sub", "/data", "var/lib/x", "/a/../b/"]) == ["/b", "/data", "/data/sub", "/var/lib/x"])
    #expect(try mounts(["/sys/fs/cgroup", "/proc/1", "/dev/shm", "/", "/../.."]).isEmpty)
    #expect(try mounts(["/device", "/sysx"]) == ["/device", "/sysx"])
    let last = try spec { $0.config.volumes = ["/data"] }["mounts"]?.array?.last
    #expect(last?["type"]?.string == "tmpfs" && texts(last?["options"]) == ["nosuid", "nodev", "tmpcopyup"])
  }

  @Test(
    "The root can be written, there is no terminal and no host name; health checks and the like have no counterpart")
  func rest() throws {
    let spec = try spec {
      $0.config.healthcheck = Healthcheck()
      $0.config.shell = ["/bin/bash"]
      $0.config.onBuild = ["RUN x"]
    }
    #expect(spec["root"]?.compact == #"{"path":"rootfs"}"# && spec["hostname"] == nil)
    #expect(spec["process"]?["terminal"] == .bool(false) && spec["process"]?["noNewPrivileges"] == .bool(true))
    #expect(spec["process"]?["rlimits"]?.compact == #"[{"type":"RLIMIT_NOFILE","hard":1024,"soft":1024}]"#)
    #expect(spec["hooks"] == nil && spec["linux"]?["maskedPaths"] != nil)
  }

  @Test("The runtime's own rules accept it, whatever the image says")
  func valid() throws {
    let spec = try spec {
      $0.config.volumes = ["/data", "/proc/x"]
      $0.config.labels = [KeyValue(key: "x y", value: "\u{1b}[31m")]
      $0.config.workingDirectory = "here"
      $0.config.env = ["A=b"]
    }
    let findings = Validate.findings(try RuntimeSpec.parse(Array(spec.pretty.utf8)))
    #expect(findings.filter { $0.severity == .error }.isEmpty, "\(findings.map(\.sentence))")
  }
}
