// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @dev A wallet that, asked for its signature, calls back with what it was given, and says yes to everything.
contract HostileWallet {
    address private immutable MARKET;
    bytes[] private _calls;

    constructor(address market) {
        MARKET = market;
    }

    function callBackWith(bytes calldata data) external {
        _calls.push(data);
    }

    function send(address to, bytes calldata data) external {
        (bool sent,) = to.call(data);
        require(sent, "the wallet's own call failed");
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        for (uint256 i = 0; i < _calls.length; ++i) {
            (bool done,) = MARKET.call{gas: 100_000}(_calls[i]);
            if (done) return bytes4(0); // a call that got through would show as a refused signature
        }
        return this.isValidSignature.selector;
    }
}
