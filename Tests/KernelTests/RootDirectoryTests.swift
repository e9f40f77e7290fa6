// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import LinuxABI
import Testing
import TestSupport

/// Both ways to resolve a path inside a root.
enum Resolver: CaseIterable, Sendable {
  case kernel, byHand

  func open(_ path: String) throws -> RootDirectory {
    let directory = try Files.open(path, OpenFlags.path | OpenFlags.directory)
    return RootDirectory(directory, walkingByHand: self == .byHand)
  }
}

@Suite("Paths inside a root directory")
struct RootDirectoryTests {
  /// A root with a hostile link of each kind, and a decoy beside it that must stay as it is.
  struct Scene {
    let root: String
    let decoy: String

    init(_ fixture: Fixture) throws {
      root = fixture.path("root")
      decoy = fixture.path("decoy")
      try fixture.file("decoy/secret", "secret")
      try fixture.file("root/etc/inside", "inside")
      for (name, target) in [
        ("absolute", decoy), ("up", "../../../../../../../.." + decoy), ("dangling", "/made/by/link"),
        ("loop", "loop"), ("etc/self", "inside"), ("file", decoy + "/secret"),
      ] {
        try FileManager.default.createSymbolicLink(atPath: root + "/" + name, withDestinationPath: target)
      }
    }

    var decoyIsUntouched: Bool {
      (try? FileManager.default.contentsOfDirectory(atPath: decoy)) == ["secret"]
        && (try? String(contentsOfFile: decoy + "/secret", encoding: .utf8)) == "secret"
    }
  }

  private func errno(_ body: () throws -> Void) -> Errno? {
    do {
      try body()
      return nil
    } catch {
      return (error as? KernelError)?.errno
    }
  }

  @Test("links and dots that point outside end inside", arguments: Resolver.allCases)
  func escapes(resolver: Resolver) throws {
    try Fixture.with { fixture in
      let scene = try Scene(fixture)
      let root = try resolver.open(scene.root)
      for path in ["absolute/secret", "up/secret", "../decoy/secret", "file", "etc/../../decoy/secret"] {
        let found = errno { _ = try root.open(path, OpenFlags.readOnly).release() }
        #expect(found == .ENOENT, "\(path)")
      }
      #expect(errno { _ = try root.open("loop", OpenFlags.path).release() } == .ELOOP)
      let inside = try root.open("/../etc/./self", OpenFlags.readOnly)
      #expect(try inside.readAll(limit: 100) == Array("inside".utf8))
      #expect(errno { _ = try root.open("etc/self", OpenFlags.readOnly, follow: false).release() } == .ELOOP)
    }
  }

  @Test("what is missing is made inside, also where a link dangles", arguments: Resolver.allCases)
  func making(resolver: Resolver) throws {
    try Fixture.with { fixture in
      let scene = try Scene(fixture)
      let root = try resolver.open(scene.root)
      _ = try root.makeDirectory("dangling/below").release()
      #expect(Host.exists(scene.root + "/made/by/link/below"))
      _ = try root.makeFile("/absolute/file").release()
      #expect(Host.exists(scene.root + scene.decoy + "/file"))
      _ = try root.makeFile("up/other").release()
      #expect(Host.exists(scene.root + scene.decoy + "/other"))
      #expect(errno { _ = try root.makeDirectory("etc/inside/x").release() } == .ENOTDIR)
      #expect(scene.decoyIsUntouched)
    }
  }

  @Test("an ordinary directory is no link", arguments: Resolver.allCases)
  func ordinary(resolver: Resolver) throws {
    try Fixture.with { fixture in
      let scene = try Scene(fixture)
      let root = try resolver.open(scene.root)
      for path in ["absolute", "dangling", "etc/inside", "file"] {
        #expect(errno { _ = try root.makeOrdinaryDirectory(path).release() } == .ENOTDIR, "\(path)")
      }
      _ = try root.makeOrdinaryDirectory("/proc").release()
      _ = try root.makeOrdinaryDirectory("/proc").release()
      #expect(Host.exists(scene.root + "/proc"))
      #expect(scene.decoyIsUntouched)
    }
  }

  @Test("a directory exchanged for a link at any moment leads nowhere else", arguments: Resolver.allCases)
  func race(resolver: Resolver) throws {
    try Fixture.with { fixture in
      let scene = try Scene(fixture)
      try FileManager.default.createDirectory(atPath: scene.root + "/swap", withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(atPath: scene.root + "/other", withDestinationPath: scene.decoy)
      let racer = Racer(scene.root + "/swap", scene.root + "/other")
      defer { racer.stop() }
      let root = try resolver.open(scene.root)
      for attempt in 0..<3000 {
        // Any answer is fine; where it lands is the question.
        _ = try? root.makeFile("swap/a/\(attempt % 50)").release()
        _ = try? root.makeDirectory("swap/d\(attempt % 50)/e").release()
        if let place = try? root.makeParent(of: "swap/node\(attempt % 50)") {
          try? Nodes.make(place.name, at: place.directory.raw, mode: FileMode.fifo | 0o600)
        }
      }
      #expect(racer.exchanges > 100, "the racer must have raced")
      #expect(scene.decoyIsUntouched)
    }
  }
}

/// Exchanges two names over and over (renameat2(2), RENAME_EXCHANGE).
final class Racer: @unchecked Sendable {
  private let lock = NSLock()
  private var stopped = false
  private var count = 0
  private let done = DispatchSemaphore(value: 0)

  init(_ first: String, _ second: String) {
    Thread.detachNewThread { [self] in
      while !lock.withLock({ stopped }) {
        let exchange = 2
        let worked = (try? callAt("rename", renameNumber, -100, first, to: -100, second, exchange)) != nil
        if worked { lock.withLock { count += 1 } }
      }
      done.signal()
    }
  }

  var exchanges: Int { lock.withLock { count } }

  func stop() {
    lock.withLock { stopped = true }
    done.wait()
  }
}

#if arch(arm64)
  private let renameNumber: Int32 = 276
#else
  private let renameNumber: Int32 = 316
#endif
