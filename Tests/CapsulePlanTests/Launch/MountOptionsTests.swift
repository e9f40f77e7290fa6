// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import LinuxABI
import Testing

@Suite struct MountOptionsTests {
  @Test("the table is sorted and has no name twice")
  func sorted() {
    let names = MountOptions.known
    #expect(names == Array(Set(names)).sorted())
  }

  @Test("every option the specification names is known")
  func complete() {
    let named = """
      async atime bind defaults dev diratime dirsync exec iversion lazytime loud mand noatime nodev nodiratime noexec \
      noiversion nolazytime nomand norelatime nostrictatime nosuid nosymfollow private ratime rbind rdev rdiratime \
      relatime remount rexec rnoatime rnodiratime rnoexec rnorelatime rnostrictatime rnosuid rnosymfollow ro rprivate \
      rrelatime rro rrw rshared rslave rstrictatime rsuid rsymfollow runbindable rw shared silent slave strictatime \
      suid symfollow sync tmpcopyup unbindable idmap ridmap
      """
    let unknown = named.split(separator: " ").map(String.init).filter { !MountOptions.known.contains($0) }
    #expect(unknown == [])
  }

  @Test("later options override earlier ones")
  func overriding() {
    let options = MountOptions(["ro", "nosuid", "rw", "exec", "noexec"])
    #expect(options.flags == MountFlags.noSetuid | MountFlags.noExecute)
    #expect(options.clearedFlags == MountFlags.readOnly)
  }

  @Test("one way to keep access times replaces another")
  func accessTimes() {
    #expect(MountOptions(["noatime", "strictatime"]).flags == MountFlags.strictAccessTime)
    #expect(
      MountOptions(["nodiratime", "relatime"]).flags == MountFlags.noDirectoryAccessTime | MountFlags.relativeAccessTime
    )
  }

  @Test(
    "recursive access times clear the whole field",
    arguments: [
      (["rnoatime"], MountAttributes.noAccessTime), (["rstrictatime"], MountAttributes.strictAccessTime),
      (["rrelatime"], 0), (["ratime"], 0), (["rnostrictatime"], 0), (["rnorelatime"], 0),
      (["rnoatime", "rstrictatime"], MountAttributes.strictAccessTime),
    ] as [([String], UInt64)])
  func recursiveAccessTimes(_ names: [String], _ set: UInt64) {
    let options = MountOptions(names)
    #expect(options.recursiveSet == set)
    #expect(options.recursiveClear == MountAttributes.accessTime)
  }

  @Test("other recursive attributes set and clear single bits")
  func recursiveAttributes() {
    let options = MountOptions(["rro", "rnosuid", "rrw", "rnodiratime", "rsymfollow"])
    #expect(options.recursiveSet == MountAttributes.noSetuid | MountAttributes.noDirectoryAccessTime)
    #expect(options.recursiveClear == MountAttributes.readOnly | MountAttributes.noFollowSymlinks)
  }

  @Test("what is not known is the file system's, in order")
  func data() {
    let options = MountOptions(["mode=755", "defaults", "ro", "size=1k", "rslave", "private", "tmpcopyup", "ridmap"])
    #expect(options.data == ["mode=755", "size=1k"])
    #expect(options.propagation == [.recursiveSlave, .private])
    #expect(options.copyUp && options.idMap && options.recursiveIDMap && !options.bind)
  }

  @Test(
    "a tmpfs has the mode of the directory it covers, unless its options have one",
    arguments: [
      ("", "mode=1735"), ("size=4k", "mode=1735,size=4k"), ("mode=755", "mode=755"),
      ("size=4k,mode=755", "size=4k,mode=755"), ("context=mode=755", "mode=1735,context=mode=755"),
    ])
  func tmpfsMode(data: String, expected: String) {
    var step = MountStep(destination: "/m", kind: .fileSystem(type: "tmpfs", source: "tmpfs"))
    step.data = data
    #expect(step.data(covering: FileMode.directory | 0o1735) == expected)
  }
}
