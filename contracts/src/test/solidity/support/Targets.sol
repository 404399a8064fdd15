// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Test} from "./Test.sol";

/// @dev Tells forge which functions an invariant test calls at random.
abstract contract Targets is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    FuzzSelector[] private _targets;

    function target(address called, bytes4[] memory selectors) internal {
        _targets.push(FuzzSelector(called, selectors));
    }

    function targetSelectors() public view returns (FuzzSelector[] memory) {
        return _targets;
    }

    function targetContracts() public view returns (address[] memory addresses) {
        addresses = new address[](_targets.length);
        for (uint256 i = 0; i < addresses.length; ++i) addresses[i] = _targets[i].addr;
    }
}
