// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Foundation
import Kernel
import OCI
import Testing

import CapsuleRuntime

@Suite struct FilterCacheTests {
  let profile = Profile.make(.allow, [Profile.rule(["getppid"], .errno, errnoRet: 7)])
  let owner = Processes.effectiveUID

  func withDirectory(_ body: (String) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.path + "/capsule-filters-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(directory)
  }

  func key(_ profile: Seccomp) -> FilterKey { FilterKey(profile, native: 1, library: (2, 5, 4)) }

  @Test("a second compile reads what the first one kept, private to us")
  func roundTrip() throws {
    try withDirectory { directory in
      let first = try FilterCompiler.compile(profile, cacheDirectory: directory)
      let names = try FileManager.default.contentsOfDirectory(atPath: directory)
      #expect(names.count == 1)
      #expect(try Files.status(directory).mode & 0o777 == 0o700)
      #expect(try Files.status(directory + "/" + names[0]).mode & 0o777 == 0o600)
      // What is read really comes from there: another program under the right checksum is believed.
      let key = FilterKey(profile, native: SeccompArchitecture.native.token, library: FilterCompiler.libraryVersion)
      #expect(FilterCache(directory: directory).load(key, owner: owner) == first.program)
      let other = [UInt8](repeating: 6, count: 8)
      FilterCache(directory: directory).store(other, for: key, owner: owner, pid: 1)
      #expect(try FilterCompiler.compile(profile, cacheDirectory: directory).program == other)
    }
  }

  @Test("an entry that was cut, lengthened or changed anywhere is not believed")
  func corruption() throws {
    let program = try FilterCompiler.program(profile)
    let entry = FilterCache.entry(program, for: key(profile))
    #expect(FilterCache.program(in: entry, for: key(profile)) == program)
    for index in entry.indices {
      var changed = entry
      changed[index] ^= 0x10
      #expect(FilterCache.program(in: changed, for: key(profile)) == nil, "byte \(index)")
    }
    for count in 0..<entry.count {
      #expect(FilterCache.program(in: Array(entry[..<count]), for: key(profile)) == nil, "\(count) bytes")
    }
    #expect(FilterCache.program(in: entry + [0, 0, 0, 0, 0, 0, 0, 0], for: key(profile)) == nil)
  }

  @Test("another profile in the same bucket is not taken for ours")
  func collision() throws {
    try withDirectory { directory in
      let cache = FilterCache(directory: directory)
      cache.store([UInt8](repeating: 6, count: 8), for: key(profile), owner: owner, pid: 1)
      var other = profile
      other.defaultAction = "SCMP_ACT_LOG"
      try FileManager.default.moveItem(
        atPath: directory + "/" + FilterCache.name(key(profile)), toPath: directory + "/" + FilterCache.name(key(other))
      )
      #expect(cache.load(key(other), owner: owner) == nil)
    }
  }

  @Test("entries of other owners, other modes, and links are not believed")
  func trust() throws {
    try withDirectory { directory in
      let cache = FilterCache(directory: directory)
      let path = directory + "/" + FilterCache.name(key(profile))
      cache.store([UInt8](repeating: 6, count: 8), for: key(profile), owner: owner, pid: 1)
      #expect(cache.load(key(profile), owner: owner) != nil)
      #expect(cache.load(key(profile), owner: owner + 1) == nil)
      for mode in [0o644, 0o660, 0o602] {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        #expect(cache.load(key(profile), owner: owner) == nil)
      }
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      #expect(cache.load(key(profile), owner: owner) != nil)
      try FileManager.default.moveItem(atPath: path, toPath: directory + "/elsewhere")
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "elsewhere")
      #expect(cache.load(key(profile), owner: owner) == nil)
    }
  }

  @Test("a directory that others can write is not used, and no directory at all is no failure")
  func directories() throws {
    try withDirectory { directory in
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o777])
      try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: directory)
      _ = try FilterCompiler.compile(profile, cacheDirectory: directory)
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
      #expect(try FilterCompiler.compile(profile, cacheDirectory: "/nonexistent/filters").flags == 4)
    }
  }

  @Test("the number of files is bounded, whatever is compiled and whoever is killed")
  func bounded() throws {
    try withDirectory { directory in
      let cache = FilterCache(directory: directory)
      for number in 0..<500 {
        var other = profile
        other.defaultErrnoRet = UInt64(number)
        cache.store([UInt8](repeating: 6, count: 8), for: key(other), owner: owner, pid: Int32(number))
      }
      let count = try FileManager.default.contentsOfDirectory(atPath: directory).count
      #expect(count > 40 && count <= 64)
      // The name that a killed writer left: the next one clears it, the one after that writes.
      for _ in 0..<2 {
        try Files.create(directory + "/new-1", mode: 0o600, with: [])
        cache.store([UInt8](repeating: 6, count: 8), for: key(profile), owner: owner, pid: 17)
        #expect(try !FileManager.default.contentsOfDirectory(atPath: directory).contains("new-1"))
        cache.store([UInt8](repeating: 6, count: 8), for: key(profile), owner: owner, pid: 33)
        #expect(cache.load(key(profile), owner: owner) != nil)
      }
    }
  }

  @Test("a key changes with everything that the bytes depend on, and with nothing else")
  func keys() {
    let base = Profile.make(
      .errno, errnoRet: 1, architectures: [.x86],
      [Profile.rule(["a", "bc"], .allow, errnoRet: 1, [Profile.argument(0, .equal, 1, 2)])])
    var variants = [base]
    let changes: [(inout Seccomp) -> Void] = [
      { $0.defaultAction = "SCMP_ACT_LOG" }, { $0.defaultErrnoRet = nil }, { $0.defaultErrnoRet = 0 },
      { $0.architectures = nil }, { $0.architectures = [] }, { $0.architectures = ["SCMP_ARCH_X32"] },
      { $0.syscalls?[0].names = ["ab", "c"] }, { $0.syscalls?[0].names = ["abc"] },
      { $0.syscalls?[0].action = "SCMP_ACT_TRAP" }, { $0.syscalls?[0].errnoRet = 2 },
      { $0.syscalls?[0].args?[0].index = 1 }, { $0.syscalls?[0].args?[0].value = 3 },
      { $0.syscalls?[0].args?[0].valueTwo = nil }, { $0.syscalls?[0].args?[0].op = "SCMP_CMP_NE" },
      { $0.syscalls?[0].args = [] }, { $0.syscalls = [] },
    ]
    for change in changes {
      var variant = base
      change(&variant)
      #expect(!variants.contains { key($0) == key(variant) })
      variants.append(variant)
    }
    var listened = base
    listened.listenerPath = "/x"
    listened.flags = []
    #expect(key(listened) == key(base))
    #expect(FilterKey(base, native: 2, library: (2, 5, 4)) != key(base))
    #expect(FilterKey(base, native: 1, library: (2, 5, 5)) != key(base))
  }
}
