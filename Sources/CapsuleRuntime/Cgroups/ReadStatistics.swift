// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

extension ContainerCgroups {
  /// What the cgroups count; what cannot be read, perhaps because the container is ending, counts as nothing.
  func statistics() -> Statistics {
    let sizes = ContainerCgroups.pageSizes()
    var statistics = Statistics()
    for place in directories {
      let read: CgroupFileReader = { try? Files.read(place.path + "/" + $0, limit: 1 << 20) }
      if place.isUnified {
        statistics.addV2(pageSizes: sizes, read)
      } else {
        for controller in place.key.utf8.split(separator: UInt8(ascii: ",")) {
          statistics.addV1(String(decoding: controller, as: UTF8.self), pageSizes: sizes, read)
        }
      }
    }
    return statistics
  }

  /// The sizes of huge pages as cgroup files name them: `hugepages-2048kB` is `2MB`.
  private static func pageSizes() -> [String] {
    let folder = "/sys/kernel/mm/hugepages"
    var sizes: [String] = []
    for name in (try? Files.open(folder, OpenFlags.readOnly | OpenFlags.directory).entries()) ?? [] {
      var size: UInt64 = 0
      for byte in name.utf8 where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
        size = size &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
      }
      var unit = "KB"
      for larger in ["MB", "GB"] where size >= 1 << 10 {
        size >>= 10
        unit = larger
      }
      if size > 0 { sizes.append("\(size)" + unit) }
    }
    return sizes
  }
}

extension CgroupDirectory {
  /// Whether it is a directory of that v1 controller.
  func isOf(_ controller: String) -> Bool {
    key.utf8.split(separator: UInt8(ascii: ",")).contains { $0.elementsEqual(controller.utf8) }
  }
}
