// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Escrow} from "./Escrow.sol";
import {IAgents} from "./interfaces/IAgents.sol";
import {OrderTypes} from "./OrderTypes.sol";

/// @title Who may sign orders for an account, and how an account takes a signature back.
abstract contract Agents is IAgents, Escrow {
    using SafeCast for uint256;

    struct Agent {
        uint64 expiry;
        bool revoked;
    }

    /// @dev One slot: what was filled of an order, over all versions.
    struct Fill {
        uint96 base;
        uint96 quote;
        uint40 cancelAt;
    }

    mapping(address account => mapping(address agent => Agent)) private _agents;
    mapping(address account => mapping(uint64 nonce => bool)) private _approvals;
    mapping(bytes32 key => Fill) private _fills;

    /// @inheritdoc IAgents
    function registerAgent(address agent, uint64 expiry) external {
        _approve(msg.sender, agent, expiry);
    }

    /// @inheritdoc IAgents
    function approveAgent(address account, address agent, uint64 expiry, uint64 nonce, bytes calldata signature)
        external
    {
        if (_approvals[account][nonce]) revert NonceUsed(account, nonce);
        _approvals[account][nonce] = true;
        bytes32 structHash = keccak256(abi.encode(OrderTypes.AGENT_APPROVAL_TYPEHASH, account, agent, expiry, nonce));
        _requireSigned(account, structHash, signature);
        _approve(account, agent, expiry);
    }

    /// @inheritdoc IAgents
    function revokeAgent(address agent) external {
        Agent storage revoked = _agents[msg.sender][agent];
        if (revoked.expiry == 0) revert InvalidAgent(msg.sender, agent);
        if (revoked.revoked) revert AgentRevoked(msg.sender, agent);
        revoked.revoked = true;
        uint64 lastFillAt = ((block.timestamp + NOTICE) * 1000 - 1).toUint64();
        if (lastFillAt < revoked.expiry) revoked.expiry = lastFillAt;
        emit AgentChanged(_nextSeq(), msg.sender, agent, revoked.expiry, true);
    }

    /// @inheritdoc IAgents
    function cancelOrder(address account, address signer, uint64 nonce) external {
        bool isAgent = msg.sender == signer && _agents[account][signer].expiry != 0;
        if (msg.sender != account && !isAgent) revert NotYours(account, signer);
        Fill storage fill = _fill(account, signer, nonce);
        if (fill.cancelAt != 0) revert AlreadyCanceled(account, signer, nonce);
        fill.cancelAt = (block.timestamp + NOTICE).toUint40();
        emit OrderCanceled(_nextSeq(), account, signer, nonce, fill.cancelAt);
    }

    /// @inheritdoc IAgents
    function agentOf(address account, address agent) external view returns (uint64 expiry, bool revoked) {
        Agent storage found = _agents[account][agent];
        return (found.expiry, found.revoked);
    }

    /// @inheritdoc IAgents
    function approvalUsed(address account, uint64 nonce) external view returns (bool) {
        return _approvals[account][nonce];
    }

    /// @inheritdoc IAgents
    function filled(address account, address signer, uint64 nonce)
        external
        view
        returns (uint96 base, uint96 quote, uint40 cancelAt)
    {
        Fill storage fill = _fill(account, signer, nonce);
        return (fill.base, fill.quote, fill.cancelAt);
    }

    /// @dev Whether a fill at `fillAt` (ms) may rest on a signature of `signer`.
    function _speaksFor(address signer, address account, uint64 fillAt) internal view returns (bool) {
        return signer == account || fillAt <= _agents[account][signer].expiry;
    }

    function _fill(address account, address signer, uint64 nonce) internal view returns (Fill storage) {
        return _fills[keccak256(abi.encode(account, signer, nonce))];
    }

    function _approve(address account, address agent, uint64 expiry) private {
        if (agent == address(0) || agent == account) revert InvalidAgent(account, agent);
        if (block.timestamp * 1000 >= expiry) revert DeadlinePassed(expiry);
        Agent storage approved = _agents[account][agent];
        if (approved.revoked) revert AgentRevoked(account, agent);
        if (expiry < approved.expiry) revert ExpiryLowered(expiry, approved.expiry);
        approved.expiry = expiry;
        emit AgentChanged(_nextSeq(), account, agent, expiry, false);
    }
}
