// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan

/// Names of containers: those given, and those made up.
package enum ContainerName {
  /// The name as it may be given: Docker's rule, a leading `/` is forgiven.
  package static func check(_ name: String) throws(Failure) -> String {
    let plain = name.hasPrefix("/") ? String(name.dropFirst()) : name
    guard Names.isPlain(plain), plain.utf8.count > 1 else {
      throw Failure(
        .usage, "the name \"\(name)\" is not [a-zA-Z0-9][a-zA-Z0-9_.-]+, which names of containers are")
    }
    return plain
  }

  /// A name to remember a container by; `number` is random.
  package static func madeUp(_ number: UInt64) -> String {
    let first = qualities[Int(number % UInt64(qualities.count))]
    let second = things[Int(number / 64 % UInt64(things.count))]
    return first + "_" + second
  }

  /// How many different names `madeUp` knows.
  package static var count: Int { qualities.count * things.count }

  private static let qualities = [
    "amber", "bold", "brisk", "calm", "clear", "cosy", "crisp", "deft", "eager", "early", "fair", "fine", "fond",
    "frank", "fresh", "gentle", "glad", "golden", "grand", "happy", "hardy", "keen", "kind", "light", "lively",
    "lucid", "merry", "mild", "neat", "nimble", "noble", "patient", "placid", "plain", "polite", "prime", "proud",
    "quick", "quiet", "rapid", "ready", "robust", "serene", "sharp", "silent", "smart", "smooth", "snug", "solid",
    "spry", "steady", "still", "sunny", "swift", "tidy", "trim", "vivid", "warm", "wise", "witty", "young", "zesty",
  ]
  private static let things = [
    "acorn", "anchor", "anvil", "apple", "arrow", "badger", "beacon", "birch", "brook", "cedar", "cliff", "cloud",
    "comet", "coral", "crane", "delta", "falcon", "fern", "fjord", "flint", "forge", "garnet", "glade", "grove",
    "harbor", "hazel", "heron", "island", "kestrel", "lantern", "larch", "ledge", "lichen", "linnet", "lupin",
    "maple", "marten", "meadow", "mesa", "moss", "oak", "orbit", "otter", "pebble", "pine", "plover", "prairie",
    "quartz", "raven", "reef", "ridge", "river", "robin", "saddle", "spruce", "summit", "tern", "thistle", "tundra",
    "valley", "willow", "wren", "yarrow", "zephyr",
  ]
}
