// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Foundation
import ImagePlan
import Kernel
import TestSupport
import Testing

/// `CopyFixture.with` compares the host's tree before and after.
@Suite("COPY against hostile trees", .needs(.root)) struct CopySecurityTests {
  @Test(
    "No link of a context leads to the host's files",
    arguments: [
      ("ln -s ../host/secret context/l", "l /out/"),
      ("ln -s $PWD/host/secret context/l", "l /out/"),
      ("ln -s ../host context/l", "l/secret /out/"),
      ("ln -s ../host context/l", "l/secre? /out/"),
      ("ln -s ../host context/l", "l /out/"),
      ("mkdir context/d; ln -s ../../host context/d/l", "--parents d/l/secret /out/"),
      ("mkdir context/d; ln -s ../../host context/d/l", "--parents d/./l/** /out/"),
      ("true", "../host/secret /out/"),
      ("true", "/../../host/secret /out/"),
      ("ln -s /proc/self/root/etc/hostname context/l", "l /out/"),
      ("ln -s l context/l", "l /out/"),
    ])
  func sources(_ script: String, _ words: String) throws {
    try CopyFixture.with(script) { copy in
      _ = failure { try copy.copy(.words(words)) }
      let text = try copy.listing("root")
      #expect(!text.contains("secret") && !text.contains("untouched"), "\(text)")
    }
  }

  @Test(
    "No link of the root leads what is written to the host",
    arguments: [
      ("ln -s $PWD/host root/l", "f /l/"),
      ("ln -s ../host root/l", "f /l/new"),
      ("ln -s ../../../../../../../..$PWD/host/new root/l", "f /l"),
      ("ln -s ../host/secret root/l", "f /l"),
      ("mkdir root/d; ln -s ../../host root/d/e", "d /d"),
      ("mkdir root/d; ln -s ../../host/secret root/d/f", "f /d/"),
      ("ln -s /proc/self/cwd root/l", "f /l/host/new"),
    ])
  func destinations(_ script: String, _ words: String) throws {
    let given = "echo x >context/f; mkdir -p context/d/e; echo y >context/d/e/secret; "
    try CopyFixture.with(given + script) { copy in
      // Somewhere in the root, or refused: the host is compared in any case.
      _ = failure { try copy.copy(.words(words)) }
      let text1 = try copy.shell("cat host/secret")
      #expect(text1 == "untouched\n")
    }
  }

  @Test("A .dockerignore that is a link to a host file is not read, and is not taken for none")
  func ignoreLink() throws {
    try CopyFixture.with("ln -s $PWD/host/secret context/.dockerignore; echo x >context/f") { copy in
      let found = failure { _ = try copy.context() }
      #expect(found?.message.contains(".dockerignore: no such file") == true)
      #expect(found?.message.contains("untouched") == false)
    }
    try CopyFixture.with("echo f >context/.gitignore; ln -s .gitignore context/.dockerignore; echo x >context/f") {
      copy in
      #expect(failure { try copy.copy(.words("f /")) }?.message == "\"/f\": not found")
    }
  }

  @Test("A Dockerfile is read inside its context")
  func dockerfileLink() throws {
    try CopyFixture.with(
      "ln -s ../host/secret context/Dockerfile; mkfifo context/p; ln -s d context/ok; echo x >context/d"
    ) {
      copy in
      let context = try BuildContext.directory(copy.fixture.path("context"))
      #expect(failure { _ = try context.read("Dockerfile", limit: 100) }?.code == .build)
      #expect(failure { _ = try context.read("p", limit: 100) }?.code == .build)
      #expect(failure { _ = try context.read("../host/secret", limit: 100) }?.code == .build)
      #expect(failure { _ = try context.read("ok", limit: 1) }?.code == .build)
      #expect(try context.read("ok", limit: 100) == Array("x\n".utf8))
    }
  }

  /// Exchanges a directory with a link to the host's, over and over, while `body` runs.
  private func racing(_ directory: String, with link: String, _ body: () throws -> Void) rethrows {
    let running = Running()
    let thread = Thread {
      while running.isOn {
        rename(directory, directory + ".away")
        rename(link, directory)
        rename(directory, link)
        rename(directory + ".away", directory)
      }
      running.hasEnded.signal()
    }
    thread.start()
    defer {
      running.isOn = false
      running.hasEnded.wait()
    }
    try body()
  }

  @Test("A directory of the context that is exchanged for a link during the copy leads nowhere")
  func swappedSource() throws {
    let script = "mkdir -p context/a/d; echo inside >context/a/d/secret; ln -s ../../host context/a/l"
    try CopyFixture.with(script) { copy in
      let directory = copy.fixture.path("context/a/d")
      racing(directory, with: copy.fixture.path("context/a/l")) {
        for round in 0..<150 {
          _ = failure { try copy.copy(.words("a/d/secret /x\(round)/")) }
          _ = failure { try copy.copy(.words("a /y\(round)/")) }
        }
      }
      let text2 = try copy.shell("grep -rl untouched root || true")
      #expect(text2 == "")
      let text3 = try copy.shell("grep -rl inside root | head -1")
      #expect(text3 != "")
    }
  }

  @Test("A directory of the root that is exchanged for a link during the copy leads nowhere")
  func swappedDestination() throws {
    let script = "mkdir -p root/a/d context/t/d; echo written >context/t/d/secret; ln -s ../../host root/a/l"
    try CopyFixture.with(script) { copy in
      racing(copy.fixture.path("root/a/d"), with: copy.fixture.path("root/a/l")) {
        for _ in 0..<150 {
          _ = failure { try copy.copy(.words("t/d/secret /a/d/")) }
          _ = failure { try copy.copy(.words("t /a/")) }
        }
      }
      let text4 = try copy.shell("grep -rl written root | head -1")
      #expect(text4 != "")
    }
  }

  @Test("A tree of more folders in each other than the table of descriptors is refused in words")
  func deep() throws {
    // A path of 1200 folders is longer than the kernel takes in one go.
    let script = "p=$(printf 'd/%.0s' $(seq 600)); mkdir -p context/$p other/$p; mv other context/${p}e"
    try CopyFixture.with(script) { copy in
      let found = failure { try copy.copy(.words(". /")) }
      #expect(found?.message.contains("more than 1000 folders in each other") == true)
      try copy.shell("rm -r context root; mkdir root")
    }
  }

  @Test("A context that holds the store is refused, unless it is left out")
  func store() throws {
    // Where the copy goes lies in the store, not beside it as here.
    try CopyFixture.with("echo x >f; echo root >.dockerignore") { copy in
      let whole = try BuildContext.directory(copy.fixture.directory).source
      let found = failure { try copy.copy(.words(". /"), from: whole) }
      #expect(found?.message == "store: the build context holds the store, which is being written to")
      try copy.shell("echo store >>.dockerignore")
      try copy.copy(.words(". /"), from: try BuildContext.directory(copy.fixture.directory).source)
      let text = try copy.shell("cat root/f")
      #expect(text == "x\n")
    }
  }

  @Test("A user database that is a FIFO or huge keeps nobody waiting")
  func accounts() throws {
    try CopyFixture.with("echo x >context/f; mkdir root/etc; mkfifo root/etc/passwd; truncate -s 9G root/etc/group") {
      copy in
      #expect(failure { try copy.copy(.words("--chown=a:b f /")) } != nil)
      try copy.copy(.words("--chown=1:2 f /"))
    }
  }
}

private final class Running: @unchecked Sendable {
  private let lock = NSLock()
  private var value = true
  let hasEnded = DispatchSemaphore(value: 0)
  var isOn: Bool {
    get { lock.withLock { value } }
    set { lock.withLock { value = newValue } }
  }
}
