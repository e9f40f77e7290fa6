// SPDX-License-Identifier: Apache-2.0
import Glibc
import LinuxABI
import Testing

/// Against the C headers, where Swift imports them.
@Suite struct NumberTests {
  @Test("open flags are this machine's")
  func openFlags() {
    #expect(OpenFlags.create == Int(O_CREAT))
    #expect(OpenFlags.exclusive == Int(O_EXCL))
    #expect(OpenFlags.noControllingTerminal == Int(O_NOCTTY))
    #expect(OpenFlags.truncate == Int(O_TRUNC))
    #expect(OpenFlags.append == Int(O_APPEND))
    #expect(OpenFlags.nonBlocking == Int(O_NONBLOCK))
    #expect(OpenFlags.closeOnExec == Int(O_CLOEXEC))
    #expect(OpenFlags.directory == Int(O_DIRECTORY))
    #expect(OpenFlags.noFollow == Int(O_NOFOLLOW))
    // Not imported into Swift: O_PATH 0x200000 and O_TMPFILE, which is two bits.
    #expect(OpenFlags.temporaryFile == 0x40_0000 | OpenFlags.directory)
  }

  @Test("file types and permissions are sys/stat.h's")
  func modes() {
    #expect(FileMode.typeMask == UInt32(S_IFMT))
    #expect(FileMode.directory == UInt32(S_IFDIR))
    #expect(FileMode.characterDevice == UInt32(S_IFCHR))
    #expect(FileMode.blockDevice == UInt32(S_IFBLK))
    #expect(FileMode.regular == UInt32(S_IFREG))
    #expect(FileMode.fifo == UInt32(S_IFIFO))
    #expect(FileMode.symbolicLink == UInt32(S_IFLNK))
    #expect(FileMode.socket == UInt32(S_IFSOCK))
    #expect(FileMode.setUserID | FileMode.setGroupID | FileMode.sticky | 0o777 == FileMode.permissions)
    #expect(FileMode.type(of: 0o100755) == FileMode.regular)
  }

  @Test("mount and unmount flags are sys/mount.h's")
  func mountFlags() {
    #expect(MountFlags.readOnly == 1)
    #expect(MountFlags.bind == 4096)
    #expect(MountFlags.recursive == 16384)
    #expect(MountFlags.propagation == 1 << 17 | 1 << 18 | 1 << 19 | 1 << 20)
    #expect(MountFlags.perMount & (MountFlags.synchronous | MountFlags.lazyTime | MountFlags.mandatoryLocks) == 0)
    #expect(UnmountFlags.detach == 2)
    #expect(MountAttributes.accessTime & MountAttributes.noAccessTime != 0)
    #expect(AtFlags.workingDirectory == -100)
    #expect(OpenTreeFlags.closeOnExec == Int(O_CLOEXEC))
  }

  @Test(
    "device numbers are laid out as the kernel does",
    arguments: [
      (1, 3), (0, 0), (8, 255), (8, 256), (259, 1 << 19), (4095, 0xfffff), (4096, 0xff), (0xffff_ffff, 0xffff_ffff),
    ] as [(UInt32, UInt32)])
  func devices(_ major: UInt32, _ minor: UInt32) {
    let device = DeviceNumber(major: major, minor: minor)
    #expect(device.major == major)
    #expect(device.minor == minor)
    // Twelve low bits of major above eight of minor, the rest beyond (sys/sysmacros.h).
    #expect(device.rawValue & 0xfffff == UInt64(major & 0xfff) << 8 | UInt64(minor & 0xff))
  }

  @Test("/dev/null and the file systems of this machine answer with the numbers of the tables")
  func live() {
    var file = stat()
    #expect(stat("/dev/null", &file) == 0)
    #expect(UInt64(file.st_rdev) == DeviceNumber.null.rawValue)
    #expect(FileMode.type(of: file.st_mode) == FileMode.characterDevice)
    #expect(CLibrary.fileSystemType("/proc") == FileSystemMagic.proc)
    #expect(CLibrary.fileSystemType("/sys") == FileSystemMagic.sysfs)
  }
}
