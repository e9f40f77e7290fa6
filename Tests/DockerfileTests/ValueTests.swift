// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import OCI
import Testing

@Suite("Values in Dockerfiles")
struct ValueTests {
  @Test(
    "IP addresses by their words",
    arguments: [
      ("1.2.3.4", true, false), ("1.2.3.04", false, false), ("256.1.1.1", false, false), ("::", false, true),
      ("::1", false, true), ("fe80::1", false, true), ("1:2:3:4:5:6:7:8", false, true), ("1:2:3:4:5:6:7", false, false),
      ("1::2::3", false, false), ("::ffff:1.2.3.4", false, true), (":1", false, false),
      ("1:2:3:4:5:6:7:", false, false),
    ])
  func addresses(text: String, four: Bool, six: Bool) {
    #expect(IPAddress.isVersion4(text) == four)
    #expect(IPAddress.isVersion6(text) == six)
  }

  @Test(
    "EXPOSE takes ports, ranges and protocols; addresses and the host's ports mean nothing",
    arguments: [
      ("80", ["80/tcp"]), ("80/UDP", ["80/udp"]), ("0", ["0/tcp"]), ("8-10/sctp", ["8/sctp", "9/sctp", "10/sctp"]),
      ("1:2", ["2/tcp"]), (":2", ["2/tcp"]), ("1-2:3", ["3/tcp"]), ("1-2:3-4", ["3/tcp", "4/tcp"]),
      ("1.2.3.4::5", ["5/tcp"]),
      ("[::1]:1:2", ["2/tcp"]), ("::1:1:2", ["2/tcp"]), ("65535-65535", ["65535/tcp"]),
    ])
  func ports(text: String, keys: [String]) throws {
    #expect(try Ports(parsing: text).keys == keys)
  }

  @Test(
    "What is no port is refused",
    arguments: [
      "", "65536", "-1", "80-", "-80", "9-8", "80/icmp", "/tcp", "a", "1-3:4-5", "1.2.3:1:2", "[::1:1:2", "x:80",
    ])
  func badPorts(text: String) {
    #expect(refusal { try Ports(parsing: text) }?.code == .value)
  }

  @Test(
    "Times are written as in Go",
    arguments: [
      ("1h30m", 5_400_000_000_000), ("1.5s", 1_500_000_000), (".5ms", 500_000), ("1.s", 1_000_000_000), ("-1ns", -1),
      ("+1us", 1000), ("1\u{b5}s", 1000), ("1\u{3bc}s", 1000), ("0", 0), ("9223372036854775807ns", .max),
      ("-9223372036854775808ns", .min), ("0.100000000000000000000000000001s", 100_000_000),
    ] as [(String, Int64)])
  func times(text: String, nanoseconds: Int64) throws {
    #expect(try TimeSpan(parsing: text).nanoseconds == nanoseconds)
  }

  @Test(
    "What is no time is refused",
    arguments: [
      "", "1", "s", "1d", "1h1", ".s", "-", "1 s", "9223372036854775808ns", "2562048h", "9223372036854775807ns1s",
      "-9223372036854775808ns1ns", "99999999999999999999h",
    ])
  func badTimes(text: String) {
    #expect(refusal { try TimeSpan(parsing: text) }?.code == .value)
  }

  @Test(
    "Sizes are powers of 1024, with or without b and ib",
    arguments: [
      ("1", 1), ("1b", 1), ("1 k", 1024), ("1kb", 1024), ("1KiB", 1024), ("1.5g", 1_610_612_736), ("1e3", 1000),
      ("2p", 2_251_799_813_685_248),
    ])
  func sizes(text: String, bytes: Int64) throws {
    #expect(try ByteSize(parsing: text).bytes == bytes)
  }

  @Test("What is no size is refused", arguments: ["", "a", "-1", "1x", "1kbb", "0x10", "9000000p", "1ik", "k1", "1bb"])
  func badSizes(text: String) {
    #expect(refusal { try ByteSize(parsing: text) }?.code == .value)
  }

  @Test("Comma-separated values may be quoted")
  func csv() throws {
    #expect(try CSV.fields("\"a=b,c\",d") == ["a=b,c", "d"])
    #expect(try CSV.fields("a,,\"b\"\"c\",") == ["a", "", "b\"c", ""])
    for text in ["", "\"a", "a\"b", "\"a\"b"] { #expect(refusal { try CSV.fields(text) } != nil, "\(text)") }
  }

  @Test(
    "Platforms are read by their aliases, and normalized by their variants",
    arguments: [
      ("amd64", "linux/amd64", "linux/amd64"), ("linux/x86_64/v1", "linux/amd64", "linux/amd64"),
      ("linux/arm", "linux/arm", "linux/arm/v7"), ("linux/arm/6", "linux/arm/v6", "linux/arm/v6"),
      ("aarch64", "linux/arm64", "linux/arm64"), ("linux/arm64/v8", "linux/arm64/v8", "linux/arm64"),
      ("linux/armhf", "linux/arm", "linux/arm/v7"), ("macOS", "darwin/s390x", "darwin/s390x"),
      ("windows(10.0.1+win32k)/AMD64", "windows/amd64", "windows/amd64"), ("x/y/z", "x/y/z", "x/y/z"),
    ])
  func platforms(text: String, read: String, normalized: String) throws {
    let specifier = try PlatformSpecifier(parsing: text, host: Platform(os: "linux", architecture: "s390x"))
    #expect(specifier.platform.text == read)
    #expect(specifier.normalized.text == normalized)
  }

  @Test(
    "What is no platform is refused", arguments: ["", "/amd64", "foo", "linux/", "a/b/c/d", "linux(/x", "l.x/a", "*/a"])
  func badPlatforms(text: String) {
    let host = Platform(os: "linux", architecture: "amd64")
    #expect(refusal { try PlatformSpecifier(parsing: text, host: host) }?.code == .value)
  }

  @Test("A version and features of an operating system are kept")
  func features() throws {
    let host = Platform(os: "linux", architecture: "amd64")
    let platform = try PlatformSpecifier(parsing: "windows(10.0.1%2b+win32k)/amd64", host: host).platform
    #expect(platform.osVersion == "10.0.1+")
    #expect(platform.osFeatures == ["win32k"])
  }

  @Test("A Git reference has a remote, a ref and a directory")
  func git() throws {
    let text = "https://u@h:1/a%20b.git?submodules=0&keep-git-dir#m/n:/s/../t"
    let reference = try #require(try GitReference.parse(text))
    #expect(reference.remote == "https://u@h:1/a%20b.git")
    #expect(reference.ref == "m/n" && reference.subdirectory == "t")
    #expect(reference.fetchesSubmodules == false && reference.keepsGitDirectory == true)
    let scp = try #require(try GitReference.parse("git@h.x:a/b.git?tag=v1&checksum=abc"))
    #expect(scp.remote == "git@h.x:a/b.git" && scp.name == "b" && scp.ref == "refs/tags/v1" && scp.checksum == "abc")
    #expect(try GitReference.parse("git://h/a")?.isUnencrypted == true)
    #expect(try GitReference.parse("SSH://h/a")?.remote == "ssh://h/a")
  }

  @Test(
    "Paths, web pages and other protocols are no Git references",
    arguments: [
      "a", "./a.git", "../a.git", "https://h/a", "ftp://h/a.git", "a:b", "http://h/a.git/b", "https://h:x/a.git", "",
      "-u@h:a", "u@-h:a", "ssh://-oProxyCommand=x/a", "ssh://u@-h/a",
    ])
  func noGit(text: String) throws {
    #expect(try GitReference.parse(text) == nil)
  }

  @Test(
    "A Git reference that contradicts itself is refused",
    arguments: [
      "ref=a&ref=b", "x=1", "ref=", "tag=a&branch=b", "mtime=x", "submodules=x", "ref=a&tag=b",
    ])
  func badGit(query: String) {
    #expect(refusal { try GitReference.parse("https://h/a.git?" + query) }?.code == .value)
  }

  @Test("A mount of RUN has the defaults of its kind and what is said, after expansion")
  func mounts() throws {
    let bind = try RunMount(parsing: "target=/x,source=a")
    #expect(bind.kind == .bind && bind.isReadOnly && bind.target == "/x" && bind.source == "a")
    let cache = try RunMount(parsing: "type=$T,dst=/c,sharing=LOCKED,mode=0700,uid=$U") { word in
      word == "$T" ? "cache" : word == "$U" ? "7" : word
    }
    #expect(cache.kind == .cache && cache.sharing == .locked && !cache.isReadOnly)
    #expect(cache.mode == 0o700 && cache.uid == 7 && cache.gid == nil)
    let secret = try RunMount(parsing: "type=secret,id=s,env=S,required")
    #expect(secret.id == "s" && secret.variable == "S" && secret.isRequired)
    #expect(try RunMount(parsing: "type=tmpfs,target=/t,size=10m").size == 10_485_760)
    #expect(try RunMount(parsing: "type=tmpfs,target=/t,tmpcopyup").copiesUp)
    #expect(try !RunMount(parsing: "type=tmpfs,target=/t,tmpcopyup=false").copiesUp)
    #expect(try !RunMount(parsing: "target=/x,rw").isReadOnly)
    #expect(try !RunMount(parsing: "target=/x,ro=false").isReadOnly)
  }

  @Test(
    "What a mount does not take is refused",
    arguments: [
      "type=foo", "type=bind,size=1", "required", "target", "foo=1", "type=cache,sharing=x", "sharing=shared", "mode=1",
      "type=cache,mode=8", "type=cache,uid=-1", "type=cache,gid=4294967296", "type=secret", "type=secret,id=a,source=b",
      "type=secret,id=a,from=b", "type=ssh,sharing=shared", "ro=x", "type=tmpfs,size=x", "\"", "", "type=ssh,size=1",
    ])
  func badMounts(text: String) {
    #expect(refusal { try RunMount(parsing: text) }?.message.contains("--mount=") == true, "\(text)")
  }
}
