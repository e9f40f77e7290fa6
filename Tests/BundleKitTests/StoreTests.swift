// SPDX-License-Identifier: Apache-2.0
import BundleKit
import Foundation
import Kernel
import TestSupport
import Testing

@Suite("The store") struct StoreTests {
  @Test("Opening makes the folders, private to their owner, and opening again is fine") func folders() throws {
    try Fixture.with { fixture in
      let store = try Store(root: fixture.path("a/b"))
      _ = try Store(root: fixture.path("a/b"))
      #expect(try Files.status(store.root).mode & 0o777 == 0o700)
      #expect(Files.exists(store.root + "/oci/blobs/sha256"))
    }
  }

  @Test("A temporary folder goes with its content, whatever the names, unless it was renamed") func temporary() throws {
    try Fixture.with { fixture in
      let store = try Store(root: fixture.path("store"))
      var path = ""
      do {
        let folder = try store.temporary("test")
        path = folder.path
        try Files.makeDirectory(path + "/d", mode: 0o000)
        try Files.create(path + "/d/f\n", mode: 0o400, with: [1])
        symlink("/etc", path + "/link")
      }
      #expect(!Files.exists(path))
      do {
        let folder = try store.temporary("test")
        path = folder.path
        try Files.rename(path, to: store.root + "/kept")
      }
      #expect(Files.exists(store.root + "/kept"))
      #expect(Files.exists("/etc/passwd"))
    }
  }

  @Test("An exclusive lock keeps others out until it ends") func locks() throws {
    try Fixture.with { fixture in
      let store = try Store(root: fixture.path("store"))
      func isFree() throws -> Bool {
        let file = try Files.open(store.root + "/locks/index", 2)
        return (try? file.lockExclusively()) != nil
      }
      do {
        let lock = try store.lock("index")
        #expect(try !isFree())
        _ = consume lock
      }
      #expect(try isFree())
    }
  }
}
