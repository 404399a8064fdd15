// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice What a trader signs (EIP-712). A later version of an order has the same nonce, and its quantity is the total.
/// @param instrument keccak256 of the symbol: which book the order is for
/// @param side 0 buys ETK, 1 sells it
/// @param quantity ETK base units, all versions and fills together
/// @param limitPrice IDRS base units per 10⁹ ETK base units: the most a bid pays, the least an ask takes
/// @param maxQuote IDRS base units a bid spends at most, without fee; 0: no such bound
/// @param maxFeeBps the most of the quote that may be charged, in 1/10,000
/// @param epoch of the account, which its exit raises
/// @param expiry milliseconds; no fill after it
struct Order {
    address account;
    bytes32 instrument;
    uint8 side;
    uint96 quantity;
    uint96 limitPrice;
    uint96 maxQuote;
    uint16 maxFeeBps;
    uint64 nonce;
    uint32 epoch;
    uint64 expiry;
}

/// @notice What one signed version of an order did in a batch, all its fills together.
/// @param base ETK base units bought or sold
/// @param quote IDRS base units paid or received, before the fee
/// @param fee IDRS base units: a bid pays them on top, an ask receives so much less
/// @param firstFillAt milliseconds
/// @param lastFillAt milliseconds
struct Execution {
    Order order;
    uint96 base;
    uint96 quote;
    uint96 fee;
    uint64 firstFillAt;
    uint64 lastFillAt;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @title What is signed, and its units.
library OrderTypes {
    uint8 internal constant BID = 0;
    uint8 internal constant ASK = 1;

    /// @dev Prices are per 10⁹ base units, that is per kWh.
    uint256 internal constant PRICE_UNIT = 10 ** 9;
    /// @dev Fee caps are in 1/10,000.
    uint256 internal constant FEE_UNIT = 10 ** 4;

    bytes32 internal constant ORDER_TYPEHASH = keccak256(
        "Order(address account,bytes32 instrument,uint8 side,uint96 quantity,uint96 limitPrice,uint96 maxQuote,"
        "uint16 maxFeeBps,uint64 nonce,uint32 epoch,uint64 expiry)"
    );
    bytes32 internal constant WITHDRAW_TYPEHASH = keccak256(
        "Withdraw(address account,address asset,uint128 amount,address to,uint64 nonce,uint64 deadline)"
    );
    bytes32 internal constant AGENT_APPROVAL_TYPEHASH =
        keccak256("AgentApproval(address account,address agent,uint64 expiry,uint64 nonce)");
    bytes32 internal constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    /// @dev The EIP-712 hash of an order.
    function hash(Order calldata order) internal pure returns (bytes32) {
        return keccak256(abi.encode(ORDER_TYPEHASH, order));
    }
}
