// SPDX-License-Identifier: Apache-2.0
import Kernel
import LinuxABI
import Testing

@Suite("Mount flags as attributes")
struct MountChangeTests {
  private let switches =
    MountAttributes.readOnly | MountAttributes.noSetuid | MountAttributes.noDevices | MountAttributes.noExecute
    | MountAttributes.noFollowSymlinks

  @Test("what is not asked for is cleared, but access times stay")
  func exact() {
    let change = MountChange(exactly: MountFlags.readOnly | MountFlags.noExecute, cleared: 0)
    #expect(change.set == MountAttributes.readOnly | MountAttributes.noExecute)
    #expect(change.clear == switches & ~change.set)
    #expect(change.propagation == 0)
  }

  @Test("an access time mode replaces the whole field")
  func accessTimes() {
    let none = MountChange(exactly: MountFlags.noAccessTime, cleared: 0)
    #expect(none.set == MountAttributes.noAccessTime)
    #expect(none.clear & MountAttributes.accessTime == MountAttributes.accessTime)
    let relative = MountChange(exactly: MountFlags.relativeAccessTime, cleared: 0)
    #expect(relative.set & MountAttributes.accessTime == 0)
    #expect(relative.clear & MountAttributes.accessTime == MountAttributes.accessTime)
    let strict = MountChange(exactly: MountFlags.strictAccessTime, cleared: 0)
    #expect(strict.set == MountAttributes.strictAccessTime)
    let cleared = MountChange(exactly: 0, cleared: MountFlags.noAccessTime)
    #expect(cleared.clear & MountAttributes.accessTime == MountAttributes.accessTime)
    let directories = MountChange(exactly: MountFlags.noDirectoryAccessTime, cleared: 0)
    #expect(directories.set == MountAttributes.noDirectoryAccessTime)
    #expect(directories.clear & MountAttributes.accessTime == 0)
  }
}
