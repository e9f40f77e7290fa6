// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// Programs of other processors, which run where the kernel knows an emulator for them.
enum ForeignPrograms {
  private static let folder = "/proc/sys/fs/binfmt_misc"

  /// - Throws: when RUN for a platform cannot work on this machine, with the remedy.
  static func check(_ platform: Platform) throws(Failure) {
    if BinaryFormat.isNative(platform, on: PlatformChoice.host) { return }
    let known = formats().filter { $0.handles(PlatformChoice.normalised(platform)) }
    if known.contains(where: \.isFixed) { return }
    let what = "RUN for \(platform.text) on \(PlatformChoice.host.text)"
    if let format = known.first {
      throw Failure(
        .build, "\(what): binfmt_misc has \(format.interpreter), which no image sees",
        hint: "register it with the flag F (fix binary)")
    }
    throw Failure(
      .build, "\(what): no handler of binfmt_misc runs its programs",
      hint: "install an emulator (qemu-user-static with binfmt-support) and mount binfmt_misc on \(folder), "
        + "or build such stages with FROM --platform=$BUILDPLATFORM")
  }

  private static func formats() -> [BinaryFormat] {
    guard let names = try? Files.open(folder, OpenFlags.readOnly | OpenFlags.directory).entries() else { return [] }
    return names.filter { $0 != "register" && $0 != "status" }.compactMap { name in
      guard let bytes = try? Files.read(folder + "/" + name, limit: 1 << 16) else { return nil }
      return BinaryFormat(parsing: String(decoding: bytes, as: UTF8.self))
    }
  }
}
